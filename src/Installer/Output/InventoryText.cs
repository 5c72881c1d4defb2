using System.Globalization;
using System.Text;
using Domar.Core.Install;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.HostTools.Host;
using Domar.HostTools.Networkd;
using Domar.HostTools.Smartctl;
using Domar.Installer.Inventory;

namespace Domar.Installer.Output;

/// <summary>An inventory for people. The last line says whether, and with what, an installation is possible.</summary>
internal static class InventoryText
{
    public static string Write(MachineReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Firmware  {Firmware(report.Firmware)}\n");
        text.Append(CultureInfo.InvariantCulture, $"Memory    {report.MemoryBytes / (1024.0 * 1024 * 1024):0.#} GiB\n");
        if (report.Kvm is { } kvm)
        {
            text.Append(CultureInfo.InvariantCulture, $"Guests    {kvm.Reason}\n");
        }

        // Loop devices and memory are never meant; the JSON form has them.
        var disks = report.Disks.Where(static pair => pair.Device.Kind != "loop" && !pair.Device.Name.StartsWith("zram", StringComparison.Ordinal)).ToList();
        text.Append(disks.Count == 0 ? "\nDisks: none\n" : "\nDisks\n");
        foreach (var (device, verdict) in disks)
        {
            AddDisk(text, device, verdict, report);
        }

        text.Append(report.Cards.Count == 0 ? "\nNetwork cards: none\n" : "\nNetwork cards\n");
        foreach (var card in report.Cards)
        {
            AddCard(text, card, report);
        }

        AddStorage(text, "ZFS pools", report.ExistingPools);
        AddStorage(text, "LVM volume groups", report.ExistingVolumeGroups);
        text.Append('\n').Append(Conclusion(disks));
        return text.ToString();
    }

    /// <summary>Whether, and with what, an installation is possible.</summary>
    public static string Conclusion(IReadOnlyList<(BlockDevice Device, InstallTargetVerdict Verdict)> disks)
    {
        var usable = disks.Where(static pair => pair.Verdict is TargetUsable).Select(static pair => pair.Device.Name).ToList();
        if (usable.Count > 0)
        {
            return $"{(usable.Count == 1 ? "This disk" : "These disks")} can be used: {string.Join(", ", usable)}.";
        }

        var least = MessageText.DiskSize(InstallTargetPolicy.MinimumBytes);
        var refused = disks.Select(static pair => $"{pair.Device.Name}: {((TargetRefused)pair.Verdict).Reason}").ToList();
        return refused.Count == 0
            ? $"No disk can be used, because none was found. Connect one of at least {least}, check its cables, and the disk controller's settings in the firmware."
            : $"No disk can be used ({string.Join("; ", refused)}). Connect one of at least {least} that can be written.";
    }

    private static void AddStorage(StringBuilder text, string title, IReadOnlyList<ExistingStorage> found)
    {
        if (found.Count == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{title} found\n");
        foreach (var storage in found)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {MessageText.OneLine(storage.Name)} on {MessageText.List(storage.Disks)}\n");
        }
    }

    private static string Lease(DhcpLease lease) =>
        lease.Address
        + (lease.Server is { } server ? $" from {server}" : "")
        + (lease.Lifetime is { } lifetime ? $" for {lifetime}" : "")
        + (lease.HostName is { } host ? $", host name {host}" : "")
        + (lease.Domain is { } domain ? $", domain {domain}" : "");

    private static string Firmware(FirmwareFacts firmware) => firmware switch
    {
        { IsUefi: false } => "BIOS",
        { SecureBoot: true } => "UEFI, Secure Boot on",
        { SecureBoot: false } => "UEFI, Secure Boot off",
        _ => "UEFI, Secure Boot unknown",
    };

    private static void AddDisk(StringBuilder text, BlockDevice device, InstallTargetVerdict verdict, MachineReport report)
    {
        var facts = new[]
        {
            device.SizeBytes == 0 ? "no medium" : MessageText.DiskSize(device.SizeBytes), device.Model, device.Serial, device.Transport, device.IsRotational ? "rotating or unknown" : "solid state",
            device.LogicalSectorBytes == 4096 ? "4096-byte sectors" : null, device.IsRemovable ? "removable" : null,
        };
        text.Append(CultureInfo.InvariantCulture, $"  {device.Name,-9} {MessageText.OneLine(string.Join(", ", facts.OfType<string>()))}\n");
        if (report.Smart.GetValueOrDefault(device.Path) is { } health)
        {
            text.Append(CultureInfo.InvariantCulture, $"            {Health(health)}\n");
        }

        foreach (var (serial, disks) in ExistingStorage.SharedSerials(report.Devices))
        {
            if (disks.Contains(device))
            {
                text.Append(CultureInfo.InvariantCulture, $"            warning: serial number {MessageText.Quote(serial)} is also that of {MessageText.List([.. disks.Where(disk => disk != device).Select(static disk => disk.Name)])}\n");
            }
        }

        switch (verdict)
        {
            case TargetRefused refused:
                text.Append(CultureInfo.InvariantCulture, $"            cannot be used: {refused.Reason}\n");
                break;
            case TargetUsable { Contents.Count: 0 }:
                text.Append("            can be used; blank\n");
                break;
            case TargetUsable usable:
                text.Append("            can be used; all of this would be lost:\n");
                foreach (var line in usable.Contents)
                {
                    text.Append(CultureInfo.InvariantCulture, $"              {line}\n");
                }

                break;
        }
    }

    /// <summary>A disk's health in one line.</summary>
    public static string Health(SmartSummary summary)
    {
        var facts = new[]
        {
            summary.Health switch
            {
                SmartHealth.Passed => "health: good",
                SmartHealth.Failed => "health: FAILING, do not install on it",
                _ => "health: not known",
            },
            summary.PercentageUsed is { } used ? $"{used} % worn" : null,
            summary.TemperatureCelsius is { } degrees ? $"{degrees} °C" : null,
            summary.PowerOnHours is { } hours ? $"{hours} h in use" : null,
        };
        return string.Join(", ", facts.OfType<string>());
    }

    private static void AddCard(StringBuilder text, NetworkCard card, MachineReport report)
    {
        var link = card switch
        {
            { IsUp: false } => "switched off",
            { HasLink: true, SpeedMbps: { } speed } => $"link, {speed} Mbit/s",
            { HasLink: true } => "link",
            { HasLink: false } => "no link",
            _ => "link unknown",
        };
        var addresses = report.LinkOf(card) is { Addresses.Count: > 0 } known ? $", {string.Join(", ", known.Addresses)}" : "";
        text.Append(CultureInfo.InvariantCulture, $"  {card.Name,-9} {card.Mac}, {card.Driver ?? "driver unknown"}, {link}{addresses}\n");
        if (report.LinkOf(card)?.Lease is { } lease)
        {
            text.Append(CultureInfo.InvariantCulture, $"            DHCP: {MessageText.OneLine(Lease(lease))}\n");
        }
    }
}
