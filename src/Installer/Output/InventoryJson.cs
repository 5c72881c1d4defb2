using System.Text.Json;
using Domar.Core.Install;
using Domar.Core.Install.Inventory;
using Domar.Core.Qemu;
using Domar.HostTools.Networkd;
using Domar.HostTools.Smartctl;
using Domar.Installer.Inventory;

namespace Domar.Installer.Output;

/// <summary>An inventory as JSON. Names with their units; what is not known is null.</summary>
internal static class InventoryJson
{
    public static string Write(MachineReport report) => JsonText.Object(json =>
    {
        json.WriteStartObject("firmware");
        json.WriteString("type", report.Firmware.IsUefi ? "uefi" : "bios");
        WriteFlag(json, "secure_boot", report.Firmware.SecureBoot);
        json.WriteEndObject();
        json.WriteNumber("memory_bytes", report.MemoryBytes);
        if (report.Kvm is { } kvm)
        {
            json.WriteStartObject("kvm");
            json.WriteBoolean("usable", kvm.Accelerator == Accelerator.Kvm);
            json.WriteString("reason", kvm.Reason);
            json.WriteEndObject();
        }

        json.WriteStartArray("disks");
        foreach (var (device, verdict) in report.Disks)
        {
            WriteDisk(json, device, verdict, report);
        }

        json.WriteEndArray();
        json.WriteStartArray("network_cards");
        foreach (var card in report.Cards)
        {
            json.WriteStartObject();
            json.WriteString("name", card.Name);
            json.WriteString("mac", card.Mac);
            json.WriteString("driver", card.Driver);
            json.WriteBoolean("up", card.IsUp);
            WriteFlag(json, "link", card.HasLink);
            WriteNumber(json, "speed_mbps", card.SpeedMbps);
            json.WriteStartArray("addresses");
            foreach (var address in report.LinkOf(card)?.Addresses ?? [])
            {
                json.WriteStringValue(address.ToString());
            }

            json.WriteEndArray();
            WriteLease(json, report.LinkOf(card)?.Lease);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteStorage(json, "zfs_pools", report.ExistingPools);
        WriteStorage(json, "volume_groups", report.ExistingVolumeGroups);
        json.WriteStartArray("notes");
        foreach (var note in report.Notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
        json.WriteString("conclusion", InventoryText.Conclusion(report.Disks));
    });

    private static void WriteDisk(Utf8JsonWriter json, BlockDevice device, InstallTargetVerdict verdict, MachineReport report)
    {
        json.WriteStartObject();
        json.WriteString("name", device.Name);
        json.WriteString("path", device.Path);
        json.WriteString("type", device.Kind);
        json.WriteNumber("size_bytes", device.SizeBytes);
        json.WriteString("model", device.Model);
        json.WriteString("serial", device.Serial);
        json.WriteString("wwn", device.Wwn);
        json.WriteString("transport", device.Transport);
        json.WriteNumber("logical_sector_bytes", device.LogicalSectorBytes);
        json.WriteNumber("physical_sector_bytes", device.PhysicalSectorBytes);
        json.WriteBoolean("rotational", device.IsRotational);
        json.WriteBoolean("read_only", device.IsReadOnly);
        json.WriteBoolean("removable", device.IsRemovable);
        json.WriteBoolean("usable", verdict is TargetUsable);
        json.WriteString("reason", (verdict as TargetRefused)?.Reason);
        json.WriteBoolean("serial_is_shared", ExistingStorage.SharedSerials(report.Devices).Any(shared => shared.Disks.Contains(device)));
        WriteHealth(json, report.Smart.GetValueOrDefault(device.Path));
        json.WriteStartArray("contents");
        foreach (var line in DiskContents.Describe(device))
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHealth(Utf8JsonWriter json, SmartSummary? health)
    {
        if (health is null)
        {
            json.WriteNull("smart");
            return;
        }

        json.WriteStartObject("smart");
        json.WriteString("health", health.Health.ToString().ToLowerInvariant());
        WriteNumber(json, "percentage_used", health.PercentageUsed);
        WriteNumber(json, "temperature_celsius", health.TemperatureCelsius);
        WriteNumber(json, "power_on_hours", health.PowerOnHours);
        json.WriteString("problem", health.Problem);
        json.WriteEndObject();
    }

    private static void WriteLease(Utf8JsonWriter json, DhcpLease? lease)
    {
        if (lease is null)
        {
            json.WriteNull("dhcp_lease");
            return;
        }

        json.WriteStartObject("dhcp_lease");
        json.WriteString("address", lease.Address);
        json.WriteString("server", lease.Server);
        json.WriteString("lifetime", lease.Lifetime);
        json.WriteString("host_name", lease.HostName);
        json.WriteString("domain", lease.Domain);
        json.WriteEndObject();
    }

    private static void WriteStorage(Utf8JsonWriter json, string name, IReadOnlyList<ExistingStorage> found)
    {
        json.WriteStartArray(name);
        foreach (var storage in found)
        {
            json.WriteStartObject();
            json.WriteString("name", storage.Name);
            json.WriteStartArray("disks");
            foreach (var disk in storage.Disks)
            {
                json.WriteStringValue(disk);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteFlag(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } known)
        {
            json.WriteBoolean(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
