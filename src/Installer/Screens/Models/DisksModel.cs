using Domar.Core.Install;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.HostTools.Smartctl;
using Domar.Installer.Inventory;
using Domar.Installer.Output;

namespace Domar.Installer.Screens.Models;

/// <summary>Which disks, and in which layout.</summary>
internal sealed class DisksModel : PageModel
{
    /// <summary>Compression methods of ZFS; the first is the default.</summary>
    public static readonly IReadOnlyList<string> Compressions = ["on", "off", "lz4", "zstd", "gzip", "lzjb", "zle"];

    /// <summary>Checksums of ZFS; the first is the default.</summary>
    public static readonly IReadOnlyList<string> Checksums = ["on", "fletcher4", "sha256"];

    /// <summary>Makes it.</summary>
    /// <param name="report">The host.</param>
    public DisksModel(MachineReport report)
    {
        Disks = [];
        SetReport(report);
    }

    /// <summary>All disks of the host, also those that cannot be used.</summary>
    public IReadOnlyList<DiskChoice> Disks { get; private set; }

    /// <summary>Why nothing can be installed here, and what to do; null when something can.</summary>
    public string? NothingUsable { get; private set; }

    /// <summary>The disks to install on.</summary>
    public IReadOnlyList<DiskChoice> Chosen => [.. Disks.Where(static disk => disk.IsChosen)];

    /// <summary>The layout; always a possible one when a disk is chosen.</summary>
    public InstallLayout Layout { get; private set; }

    /// <summary>How much of each disk is used.</summary>
    public FieldModel HdSize { get; } = new(FieldKey.HdSize, "hdsize") { Hint = "GiB of each disk; empty: all" };

    /// <summary>ZFS: logarithm of the sector size.</summary>
    public FieldModel Ashift { get; } = new(FieldKey.Ashift, "ashift") { Hint = "9 to 16; empty: 12" };

    /// <summary>ZFS: compression.</summary>
    public string Compress { get; set; } = Compressions[0];

    /// <summary>ZFS: checksum.</summary>
    public string Checksum { get; set; } = Checksums[0];

    /// <summary>ZFS: copies of each block.</summary>
    public FieldModel Copies { get; } = new(FieldKey.Copies, "copies") { Hint = "1 to 3; empty: 1" };

    /// <summary>ZFS: largest size of the ARC.</summary>
    public FieldModel ArcMax { get; } = new(FieldKey.ArcMax, "arc-max") { Hint = "MiB of memory for ZFS; empty: a tenth" };

    /// <summary>LVM: swap.</summary>
    public FieldModel SwapSize { get; } = new(FieldKey.SwapSize, "swapsize") { Hint = "GiB of swap; 0: none; empty: by memory" };

    /// <summary>LVM: largest state volume.</summary>
    public FieldModel MaxRoot { get; } = new(FieldKey.MaxRoot, "maxroot") { Hint = "GiB at most for the state; empty: a quarter" };

    /// <summary>LVM: what stays free.</summary>
    public FieldModel MinFree { get; } = new(FieldKey.MinFree, "minfree") { Hint = "GiB left free in the volume group" };

    /// <summary>LVM: largest thin pool.</summary>
    public FieldModel MaxVz { get; } = new(FieldKey.MaxVz, "maxvz") { Hint = "GiB at most for the thin pool; 0: none" };

    /// <inheritdoc/>
    public override IReadOnlyList<FieldModel> Fields => Layout.IsZfs() ? [HdSize, Ashift, Copies, ArcMax] : [HdSize, SwapSize, MaxRoot, MinFree, MaxVz];

    /// <summary>Takes in what is on the host now; disks that were chosen and are still usable stay chosen.</summary>
    public void SetReport(MachineReport report)
    {
        var chosen = Chosen.Select(static disk => disk.Device.Path).ToHashSet();
        // Devices that are no hardware are nobody's choice.
        var disks = report.Disks.Where(static pair => pair.Device.Kind is "disk" or "rom" && !pair.Device.Name.StartsWith("zram", StringComparison.Ordinal)).ToList();
        Disks = [.. disks.Select(pair => new DiskChoice(pair.Device, Judge(pair.Device, pair.Verdict, report.Firmware.IsUefi), Health(pair.Device, report)))];
        NothingUsable = Disks.Any(static disk => disk.Refusal is null)
            ? null
            : InventoryText.Conclusion([.. Disks.Select(static disk => (disk.Device, (InstallTargetVerdict)new TargetRefused(disk.Refusal!)))]);
        var usable = Disks.Where(static disk => disk.Refusal is null).ToList();
        foreach (var disk in usable)
        {
            disk.IsChosen = usable.Count == 1 || chosen.Contains(disk.Device.Path);
        }

        GiveWay();

    }

    /// <summary>Chooses a disk, or leaves it out; a refused one stays out. A layout that has become impossible gives way to the usual one.</summary>
    /// <param name="index">Which, in <see cref="Disks"/>.</param>
    public void Toggle(int index)
    {
        var disk = Disks[index];
        if (disk.Refusal is not null)
        {
            return;
        }

        disk.IsChosen = !disk.IsChosen;
        GiveWay();
    }

    /// <summary>Chooses a layout; an impossible one is not taken.</summary>
    public void Choose(InstallLayout layout)
    {
        if (layout.WhyNot(Chosen.Count) is null)
        {
            Layout = layout;
        }
    }

    /// <inheritdoc/>
    protected override bool Owns(FieldKey key) => key <= FieldKey.MaxVz;

    /// <inheritdoc/>
    protected override IEnumerable<FieldProblem> OwnProblems()
    {
        if (Chosen.Count == 0)
        {
            yield return new FieldProblem(FieldKey.Disks, NothingUsable ?? "No disk is chosen. Mark at least one with the space bar.");
        }
    }

    private static InstallTargetVerdict Judge(BlockDevice device, InstallTargetVerdict verdict, bool isUefi) =>
        verdict is TargetUsable && !isUefi && device.LogicalSectorBytes == 4096
            ? new TargetRefused("its sectors have 4096 bytes, and this machine started with BIOS, which cannot start from such disks; switch the firmware to UEFI")
            : verdict;

    private static string? Health(BlockDevice device, MachineReport report)
    {
        var parts = new List<string>();
        if (report.Smart.GetValueOrDefault(device.Path) is { Health: not SmartHealth.Unknown } smart)
        {
            var text = InventoryText.Health(smart);
            parts.Add($"{char.ToUpperInvariant(text[0])}{text[1..]}.");
        }

        foreach (var (serial, twins) in ExistingStorage.SharedSerials(report.Devices).Where(pair => pair.Disks.Contains(device)))
        {
            parts.Add($"Its serial number {serial} is also that of {MessageText.List([.. twins.Where(twin => twin != device).Select(static twin => twin.Name)])}.");
        }

        return parts.Count == 0 ? null : string.Join(' ', parts);
    }

    private void GiveWay()
    {
        if (Layout.WhyNot(Chosen.Count) is not null)
        {
            Layout = InstallLayouts.Usual(Chosen.Count);
        }
    }
}
