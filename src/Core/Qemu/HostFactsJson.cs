using System.Text.Json;

namespace Domar.Core.Qemu;

/// <summary>Reads <see cref="HostFacts"/> from JSON. Unknown members are ignored, so that a newer file still reads.</summary>
internal static class HostFactsJson
{
    public static HostFacts Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new PlanException($"The host facts cannot be read: {e.Message} They are a JSON object with at least 'node', 'qemuVersion' and 'arch'.");
        }
    }

    /// <summary>The guest number that the facts were recorded for, or null.</summary>
    public static int? ReadGuestId(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Int(document.RootElement, "vmid");
    }

    private static HostFacts Read(JsonElement root)
    {
        var versionText = root.GetProperty("qemuVersion").GetString()!;
        if (!QemuVersion.TryParse(versionText, out var version))
        {
            throw new PlanException($"The host facts cannot be read: 'qemuVersion' is '{versionText}', expected a version such as '10.0.2'.");
        }

        // The form describes a Proxmox node unless it says otherwise.
        var isProxmox = Bool(root, "proxmoxBuild") ?? true;
        var arch = Text(root, "arch") ?? "x86_64";
        var facts = new HostFacts
        {
            NodeName = Text(root, "node") ?? "localhost",
            Qemu = new QemuFeatures(version, versionText)
            {
                IsProxmoxBuild = isProxmox,
                HasSpice = Bool(root, "spice") ?? Int(root, "spicePort") is not null,
                HasIoUring = Bool(root, "ioUring") ?? true,
            },
            Arch = arch,
            CpuVendor = Text(root, "cpuVendor") ?? "",
            PhysicalAddressBits = Int(root, "physicalAddressBits") ?? 40,
            ProcessorCount = Int(root, "processors"),
            Accelerator = Bool(root, "kvm") == false ? Accelerator.Tcg : Accelerator.Kvm,
            HasVhostNet = Bool(root, "vhostNet") ?? false,
            NetworkMode = Text(root, "network") == "user" ? NetworkMode.User : NetworkMode.Tap,
            HugepageSizesMiB = [.. Items(root, "hugepageSizesMiB").Select(e => e.GetInt32())],
            IscsiInitiator = Text(root, "iscsiInitiator"),
            SpicePort = Int(root, "spicePort"),
            SpiceAddress = Text(root, "localhostAddress") ?? "127.0.0.1",
            CdromDevice = Text(root, "cdromDevice") ?? "/dev/cdrom",
            QemuProgram = Text(root, "qemuProgram") ?? (isProxmox ? "/usr/bin/kvm" : $"/usr/bin/qemu-system-{arch}"),
        };
        var firmware = Text(root, "firmwareFolder") ?? (isProxmox ? "/usr/share/pve-edk2-firmware" : null);
        return facts with
        {
            OvmfFolder = firmware ?? facts.OvmfFolder,
            AavmfFolder = firmware ?? facts.AavmfFolder,
            BridgeMtus = Members(root, "bridges").ToDictionary(m => m.Name, m => m.Value.GetProperty("mtu").GetInt32()),
            FirmwareSizes = Members(root, "firmwareSizes").ToDictionary(m => m.Name, m => m.Value.GetInt64()),
            VolumeChains = ReadChains(root),
            ZfsOverIscsiLun = root.TryGetProperty("zfsOverIscsi", out var iscsi) ? Int(iscsi, "lun") : null,
            PciDevices = [.. Items(root, "pciDevices").Select(e => new PciDeviceFacts(e.GetProperty("address").GetString()!)
            {
                HasMediatedDevices = Bool(e, "mdev") ?? false,
            })],
            PciMappings = Members(root, "pciMappings").ToDictionary(m => m.Name, m => ReadMapping(m.Value, facts.NodeName)),
            UsbMappings = Members(root, "usbMappings").ToDictionary(m => m.Name, m => m.Value.GetString()!),
            CpuModels = Members(root, "cpuModels").ToDictionary(m => m.Name, IReadOnlyDictionary<string, string> (m) => ReadProperties(m.Value)),
            Sev = ReadSev(root),
        };
    }

    // A chain is listed newest first, the volume itself at its head.
    private static Dictionary<string, IReadOnlyList<string>> ReadChains(JsonElement root)
    {
        var chains = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var member in Members(root, "volumeChains"))
        {
            string[] paths = [.. member.Value.EnumerateArray().Select(e => e.GetString()!)];
            chains[paths[0]] = paths[1..];
        }

        return chains;
    }

    private static PciMappingFacts ReadMapping(JsonElement mapping, string node)
    {
        var addresses = new List<string>();
        foreach (var entry in Items(mapping, "map"))
        {
            var parts = entry.GetString()!.Split(',').Select(p => p.Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => p[1]);
            if (parts.GetValueOrDefault("node") == node && parts.TryGetValue("path", out var path))
            {
                addresses.Add(path);
            }
        }

        return new PciMappingFacts(addresses, Bool(mapping, "mdev") ?? false);
    }

    private static Dictionary<string, string> ReadProperties(JsonElement model) =>
        model.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText());

    private static SevFacts? ReadSev(JsonElement root) =>
        root.TryGetProperty("hardwareCapabilities", out var capabilities) && capabilities.TryGetProperty("amd-sev", out var sev)
            ? new SevFacts(
                Int(sev, "cbitpos") ?? 0,
                Int(sev, "reduced-phys-bits") ?? 0,
                Bool(sev, "sev-support") ?? false,
                Bool(sev, "sev-support-es") ?? false,
                Bool(sev, "sev-support-snp") ?? false)
            : null;

    private static string? Text(JsonElement e, string name) =>
        e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Int(JsonElement e, string name) =>
        e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private static bool? Bool(JsonElement e, string name) =>
        e.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement e, string name) =>
        e.TryGetProperty(name, out var value) ? value.EnumerateArray() : default;

    private static JsonElement.ObjectEnumerator Members(JsonElement e, string name) =>
        e.TryGetProperty(name, out var value) ? value.EnumerateObject() : default;
}
