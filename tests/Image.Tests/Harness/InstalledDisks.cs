using System.Collections.Concurrent;
using System.Security.Cryptography;
using Domar.TestKit;

namespace Domar.Image.Tests.Harness;

/// <summary>
/// The disks of an installed machine. Each layout is installed once for an ISO, when the first test asks for it, and is not written to after
/// that: tests work on overlays or copies. They lie in <c>out/test/installed/ISO/LAYOUT/</c>, those of the soak suites in <c>out/soak/installed/</c>.
/// </summary>
/// <remarks>Whoever asks must not hold a <see cref="Machine"/>: installing wants one too, and two who wait like that would wait for ever.</remarks>
internal sealed class InstalledDisks
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<InstalledDisks>>> Made = new();
    private static readonly Lazy<string> Id = new(FindIsoId);

    private InstalledDisks(InstallLayout layout, string folder)
    {
        Layout = layout;
        Folder = folder;
    }

    /// <summary>What was installed.</summary>
    public InstallLayout Layout { get; }

    /// <summary>Where the files are.</summary>
    public string Folder { get; }

    /// <summary>The UEFI variables after the installation.</summary>
    public string Variables => Path.Combine(Folder, "vars.fd");

    /// <summary>All that was written to the disk of a layout with one, from blank to installed.</summary>
    public string WriteLog => Path.Combine(Folder, "disk0.log");

    /// <summary>A disk, raw.</summary>
    public string Disk(int index) => Path.Combine(Folder, $"disk{index}.raw");

    /// <summary>Installs, if that was not done. A failure is the failure of all who ask.</summary>
    public static Task<InstalledDisks> GetAsync(InstallLayout layout, CancellationToken cancellationToken) =>
        Made.GetOrAdd(layout.Name, _ => new Lazy<Task<InstalledDisks>>(() => InstallAsync(layout, cancellationToken))).Value;

    /// <summary>The machine with overlays over its disks, which last as long as the folder.</summary>
    /// <param name="folder">Where the overlays are put.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<MachineOptions> OverlayAsync(TempFolder folder, CancellationToken cancellationToken)
    {
        List<string> overlays = [];
        for (var index = 0; index < Layout.DiskCount; index++)
        {
            overlays.Add(folder[$"disk{index}.qcow2"]);
            await DiskFiles.MakeOverlayAsync(overlays[index], Disk(index), cancellationToken);
        }

        return WithVariables(Layout.Machine(overlays, "qcow2"), folder);
    }

    /// <summary>The machine with copies of its disks (raw, <c>disk0.raw</c>, ...), which last as long as the folder.</summary>
    /// <param name="folder">Where the copies are put.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<MachineOptions> CopyAsync(TempFolder folder, CancellationToken cancellationToken)
    {
        List<string> copies = [];
        for (var index = 0; index < Layout.DiskCount; index++)
        {
            copies.Add(folder[$"disk{index}.raw"]);
            await DiskFiles.CopyAsync(Disk(index), copies[index], cancellationToken);
        }

        return WithVariables(Layout.Machine(copies), folder);
    }

    /// <summary>What tells the ISO under test from others: the begin of its hash.</summary>
    public static string IsoId => Id.Value;

    /// <summary>The same place for something else that is made once for an ISO and a layout.</summary>
    /// <param name="name">Name of its folder.</param>
    public static string FolderOf(string name) => Repository.PathOf("out", Soak.IsOn ? "soak" : "test", "installed", IsoId, name);

    private static async Task<InstalledDisks> InstallAsync(InstallLayout layout, CancellationToken cancellationToken)
    {
        var disks = new InstalledDisks(layout, FolderOf(layout.Name));
        var done = Path.Combine(disks.Folder, "done");
        if (File.Exists(done))
        {
            return disks;
        }

        if (Directory.Exists(disks.Folder))
        {
            Directory.Delete(disks.Folder, recursive: true);
        }

        Directory.CreateDirectory(disks.Folder);
        var paths = Enumerable.Range(0, layout.DiskCount).Select(disks.Disk).ToList();
        paths.ForEach(path => DiskFiles.MakeBlank(path, layout.DiskMiB));
        var machine = layout.Machine(paths) with { UefiVariables = disks.Variables };
        if (layout.DiskCount == 1)
        {
            machine = machine with { Disks = [machine.Disks[0] with { WriteLog = disks.WriteLog }] };
        }

        await Installation.RunAsync(machine, layout, $"Installation.{layout.Name}", cancellationToken);
        await File.WriteAllTextAsync(done, "", cancellationToken);
        return disks;
    }

    private static string FindIsoId()
    {
        using var iso = File.OpenRead(DomarIso.Require());
        return Convert.ToHexStringLower(SHA256.HashData(iso))[..16];
    }

    private MachineOptions WithVariables(MachineOptions machine, TempFolder folder)
    {
        if (Layout.Firmware is Firmware.Bios)
        {
            return machine;
        }

        File.Copy(Variables, folder["vars.fd"], overwrite: true);
        return machine with { UefiVariables = folder["vars.fd"] };
    }
}
