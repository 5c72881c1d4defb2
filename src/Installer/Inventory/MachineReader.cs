using Domar.Core.Firmware;
using Domar.Core.Install;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.HostTools.Exec;
using Domar.HostTools.Host;
using Domar.HostTools.Kvm;
using Domar.HostTools.Losetup;
using Domar.HostTools.Lsblk;
using Domar.HostTools.Lvm;
using Domar.HostTools.Networkd;
using Domar.HostTools.Smartctl;
using Domar.HostTools.Udev;

namespace Domar.Installer.Inventory;

/// <summary>Asks the host's tools. Disks are a must; without udev or networkd, as in a container, the rest is still told.</summary>
/// <param name="lsblk">Lists disks.</param>
/// <param name="losetup">Lists loop devices.</param>
/// <param name="udev">Knows their properties.</param>
/// <param name="networkd">Knows addresses.</param>
/// <param name="lvm">Knows volume groups.</param>
/// <param name="smartctl">Asks disks for their health.</param>
/// <param name="probeKvm">Tests KVM.</param>
/// <param name="root">Where <c>sys</c>, <c>proc</c> and <c>run</c> are.</param>
internal sealed class MachineReader(
    ILsblk lsblk, ILosetup losetup, IUdev udev, INetworkd networkd, ILvm lvm, ISmartctl smartctl, Func<CancellationToken, Task<AcceleratorFacts>> probeKvm, string root = "/") : IMachineReader
{
    private readonly string _sysFolder = Path.Combine(root, "sys");

    /// <inheritdoc/>
    public async Task<MachineReport> ReadAsync(Inspection besides, CancellationToken cancellationToken)
    {
        // It takes longest, and needs nobody else.
        var kvm = besides.HasFlag(Inspection.Kvm) ? probeKvm(cancellationToken) : null;
        var notes = new List<string>();
        await TrySettleAsync(cancellationToken).ConfigureAwait(false);
        var devices = await ReadDevicesAsync(cancellationToken).ConfigureAwait(false);
        var health = besides.HasFlag(Inspection.Health) ? ReadHealthAsync(devices, cancellationToken) : null;
        var volumes = await TryAsync(lvm.ListPhysicalVolumesAsync, "volume groups on the disks are not known", notes, cancellationToken).ConfigureAwait(false);
        var report = new MachineReport
        {
            Devices = devices,
            ExistingPools = ExistingStorage.Pools(devices),
            ExistingVolumeGroups = ExistingStorage.VolumeGroups(
                devices, volumes.Where(static volume => volume.VolumeGroup is not null).Select(static volume => (volume.Path, volume.VolumeGroup!))),
            Udev = await TryAsync(udev.ListAsync, "udev properties are not known, and filters cannot match", notes, cancellationToken).ConfigureAwait(false),
            Links = await TryAsync(networkd.ListAsync, "addresses from DHCP are not known", notes, cancellationToken).ConfigureAwait(false),
            Cards = new NetworkCards(_sysFolder).Read(),
            MemoryBytes = ProcParser.ParseMemory(await File.ReadAllTextAsync(Path.Combine(root, "proc/meminfo"), cancellationToken).ConfigureAwait(false)).TotalBytes,
            Firmware = new FirmwareProbe(_sysFolder).Read(),
            Smart = health is null ? new Dictionary<string, SmartSummary>() : await health.ConfigureAwait(false),
            Kvm = kvm is null ? null : await kvm.ConfigureAwait(false),
        };
        notes.AddRange(report.Smart.Where(static pair => pair.Value.Problem is not null)
            .OrderBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(static pair => $"the health of {pair.Key} is not known: {MessageText.OneLine(pair.Value.Problem!)}"));
        notes.AddRange(ExistingStorage.SharedSerials(devices).Select(static shared =>
            $"{MessageText.List([.. shared.Disks.Select(static disk => disk.Path)])} have the same serial number {MessageText.Quote(shared.Serial)}: choose among them by path, "
            + "and check that they are not one disk that is connected twice"));
        return report with { Notes = notes };
    }

    // What was plugged in or written a moment ago would be a blank disk otherwise. Where there is no udev the list of its devices says so.
    private async Task TrySettleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await udev.SettleAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException)
        {
            // A disk that never answers must not keep the others from being used.
        }
    }

    /// <summary>All disks at the same time: the slowest one tells how long it takes.</summary>
    private async Task<IReadOnlyDictionary<string, SmartSummary>> ReadHealthAsync(IReadOnlyList<BlockDevice> devices, CancellationToken cancellationToken)
    {
        // What is no disk itself, such as an array or a loop device, has no health of its own.
        var disks = devices.Where(static device => device.Kind == "disk" && device.SizeBytes > 0 && InstallTargetPolicy.IsPhysical(device)).ToList();
        var summaries = await Task.WhenAll(disks.Select(disk => smartctl.ReadAsync(disk.Path, cancellationToken))).ConfigureAwait(false);
        return disks.Zip(summaries).ToDictionary(static pair => pair.First.Path, static pair => pair.Second);
    }

    private async Task<IReadOnlyList<BlockDevice>> ReadDevicesAsync(CancellationToken cancellationToken)
    {
        var devices = await lsblk.ListAsync(cancellationToken).ConfigureAwait(false);
        var loops = await losetup.ListAsync(cancellationToken).ConfigureAwait(false);
        var mounts = MountTable.Parse(await File.ReadAllTextAsync(Path.Combine(root, "proc/self/mountinfo"), cancellationToken).ConfigureAwait(false));
        var facts = root.TrimEnd('/') + RunningFirmware.FactsPath;
        var medium = File.Exists(facts) ? RunningFirmware.Parse(await File.ReadAllTextAsync(facts, cancellationToken).ConfigureAwait(false)).Medium : null;
        return new DeviceUses(mounts, loops, medium).AddTo(devices);
    }

    private static async Task<IReadOnlyList<T>> TryAsync<T>(
        Func<CancellationToken, Task<IReadOnlyList<T>>> read, string consequence, List<string> notes, CancellationToken cancellationToken)
    {
        try
        {
            return await read(cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException exception)
        {
            notes.Add($"{consequence}: {exception.Message}");
            return [];
        }
    }
}
