using System.Text.Json;
using Domar.Core.Install;
using Domar.Core.Install.Inventory;
using Domar.Core.Qemu;
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
            WriteDisk(json, device, verdict);
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
            if (card.SpeedMbps is { } speed)
            {
                json.WriteNumber("speed_mbps", speed);
            }
            else
            {
                json.WriteNull("speed_mbps");
            }

            json.WriteStartArray("addresses");
            foreach (var address in report.LinkOf(card)?.Addresses ?? [])
            {
                json.WriteStringValue(address.ToString());
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("conclusion", InventoryText.Conclusion(report.Disks));
    });

    private static void WriteDisk(Utf8JsonWriter json, BlockDevice device, InstallTargetVerdict verdict)
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
        json.WriteStartArray("contents");
        foreach (var line in DiskContents.Describe(device))
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
        json.WriteEndObject();
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
