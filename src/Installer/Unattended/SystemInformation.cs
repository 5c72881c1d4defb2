using System.Text.Json;
using Domar.HostTools.Host;
using Domar.Installer.Output;

namespace Domar.Installer.Unattended;

/// <summary>
/// What a server that gives out answer files is told, in the form of Proxmox's installer (pve.proxmox.com/wiki/Automated_Installation, schema 1.0), so that servers which exist
/// know this machine by its serial number or MAC addresses.
/// </summary>
internal static class SystemInformation
{
    /// <summary>Proxmox's short name of the product. Servers choose by it, and what is wanted is an answer file of this product's grammar.</summary>
    public const string Product = "pve";

    /// <summary>Writes it.</summary>
    public static string Write(SystemFacts facts, IReadOnlyList<NetworkCard> cards) => JsonText.Object(json =>
    {
        WriteSchema(json, "1.0");
        json.WriteStartObject("product");
        json.WriteString("fullname", "Domar");
        json.WriteString("product", Product);
        json.WriteBoolean("enable_btrfs", false);
        json.WriteEndObject();
        WriteIso(json, facts);
        WriteDmi(json, facts.Dmi);
        json.WriteStartArray("network_interfaces");
        foreach (var card in cards)
        {
            json.WriteStartObject();
            json.WriteString("link", card.Name);
            json.WriteString("mac", card.Mac);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>The version of the document's form.</summary>
    public static void WriteSchema(Utf8JsonWriter json, string version)
    {
        json.WriteStartObject("$schema");
        json.WriteString("version", version);
        json.WriteEndObject();
    }

    /// <summary>The medium.</summary>
    public static void WriteIso(Utf8JsonWriter json, SystemFacts facts)
    {
        json.WriteStartObject("iso");
        json.WriteString("release", facts.Version);
        json.WriteString("isorelease", "1");
        json.WriteEndObject();
    }

    /// <summary>What the firmware says.</summary>
    public static void WriteDmi(Utf8JsonWriter json, DmiInfo dmi)
    {
        json.WriteStartObject("dmi");
        WriteTexts(json, "system", dmi.System);
        WriteTexts(json, "baseboard", dmi.Baseboard);
        WriteTexts(json, "chassis", dmi.Chassis);
        json.WriteEndObject();
    }

    /// <summary>An object of texts, by name.</summary>
    public static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach (var (key, text) in texts.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, text);
        }

        json.WriteEndObject();
    }
}
