using System.Net;
using System.Text.Json;
using Domar.Core.Install.Answers;

namespace Domar.Core.Install.Inventory;

/// <summary>Reads an inventory in the form of Proxmox's installer: <c>run-env-info.json</c> (disks, network, memory) and <c>run-env-udev.json</c> (udev properties).</summary>
public static class RunEnvironmentParser
{
    /// <summary>Name of the file with disks, network and memory.</summary>
    public const string InfoFile = "run-env-info.json";

    /// <summary>Name of the file with udev properties.</summary>
    public const string UdevFile = "run-env-udev.json";

    // Sizes are counted in 512 bytes, whatever the disk's sectors have, as everywhere in the kernel.
    private const int SizeUnitBytes = 512;

    /// <summary>Reads both files.</summary>
    /// <param name="info">Text of <see cref="InfoFile"/>.</param>
    /// <param name="udev">Text of <see cref="UdevFile"/>.</param>
    /// <exception cref="FormatException">A file is not as it should be; the message names it, and the line where that is known.</exception>
    public static InstallFacts Parse(string info, string udev)
    {
        var (disks, nics) = Read(UdevFile, udev, static root => (ReadProperties(root, "disks"), ReadProperties(root, "nics")));
        return Read(InfoFile, info, root => ReadInfo(root, disks, nics));
    }

    private static T Read<T>(string file, string text, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"{file}: line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: not JSON", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException($"{file} does not have the form of an inventory: {exception.Message}", exception);
        }
    }

    private static Dictionary<string, IReadOnlyDictionary<string, string>> ReadProperties(JsonElement root, string kind)
    {
        var result = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var device in root.GetProperty(kind).EnumerateObject())
        {
            var properties = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in device.Value.EnumerateObject())
            {
                properties[property.Name] = property.Value.GetString() ?? "";
            }

            result[device.Name] = properties;
        }

        return result;
    }

    private static InstallFacts ReadInfo(
        JsonElement root, Dictionary<string, IReadOnlyDictionary<string, string>> diskProperties, Dictionary<string, IReadOnlyDictionary<string, string>> nicProperties)
    {
        var network = root.GetProperty("network");
        var routes = network.TryGetProperty("routes", out var list) ? list : default;
        var dns = network.TryGetProperty("dns", out var servers) ? servers : default;
        return new InstallFacts
        {
            Disks = [.. root.GetProperty("disks").EnumerateArray().Select(disk => ReadDisk(disk, diskProperties))],
            Nics = [.. network.GetProperty("interfaces").EnumerateObject().Select(nic => ReadNic(nic, nicProperties)).OrderBy(static nic => nic.Name, StringComparer.Ordinal)],
            Route4 = ReadRoute(routes, "gateway4"),
            Route6 = ReadRoute(routes, "gateway6"),
            DnsServers = dns.ValueKind == JsonValueKind.Object && dns.TryGetProperty("dns", out var addresses)
                ? [.. addresses.EnumerateArray().Select(static address => IPAddress.Parse(address.GetString() ?? ""))]
                : [],
            DhcpDomain = Text(dns, "domain"),
            DhcpHostName = Text(network, "hostname"),
            MemoryMiB = root.GetProperty("total_memory").GetInt64(),
            IsUefi = Text(root, "boot_type") switch { "efi" => true, "bios" => false, _ => null },
            SecureBoot = root.TryGetProperty("secure_boot", out var secure) && secure.ValueKind == JsonValueKind.Number ? secure.GetInt32() != 0 : null,
            DefaultArcMaxMiB = root.TryGetProperty("default_zfs_arc_max", out var arc) ? arc.GetInt32() : DefaultArcMax(root.GetProperty("total_memory").GetInt64()),
        };
    }

    /// <summary>A tenth of the memory, 64 MiB at least and 16 GiB at most, as Proxmox has it since 8.1.</summary>
    /// <param name="memoryMiB">Memory.</param>
    public static int DefaultArcMax(long memoryMiB) => (int)Math.Clamp(memoryMiB / 10, 64, 16 * 1024);

    private static InstallDisk ReadDisk(JsonElement disk, Dictionary<string, IReadOnlyDictionary<string, string>> properties)
    {
        var index = disk[0].GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var path = disk[1].GetString() ?? "";
        if (!path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            throw new FormatException($"disk {index} has the path {MessageText.Quote(path)}, which is not in /dev");
        }

        var device = new BlockDevice
        {
            Name = path[(path.LastIndexOf('/') + 1)..],
            Path = path,
            Kind = "disk",
            SizeBytes = checked(disk[2].GetInt64() * SizeUnitBytes),
            Model = disk[3].GetString(),
            LogicalSectorBytes = disk[4].GetInt32(),
        };
        return new InstallDisk(index, device, properties.GetValueOrDefault(index) ?? new Dictionary<string, string> { ["DEVNAME"] = path });
    }

    private static InstallNic ReadNic(JsonProperty nic, Dictionary<string, IReadOnlyDictionary<string, string>> properties)
    {
        var addresses = new List<HostAddress>();
        if (nic.Value.TryGetProperty("addresses", out var list))
        {
            addresses.AddRange(list.EnumerateArray().Select(static address =>
                new HostAddress(IPAddress.Parse(address.GetProperty("address").GetString() ?? ""), address.GetProperty("prefix").GetInt32())));
        }

        var mac = nic.Value.GetProperty("mac").GetString() ?? "";
        return new InstallNic(
            nic.Name,
            mac.ToLowerInvariant(),
            Text(nic.Value, "state") == "UP",
            Text(nic.Value, "pinned_id") ?? "",
            addresses,
            properties.GetValueOrDefault(nic.Name) ?? new Dictionary<string, string> { ["INTERFACE"] = nic.Name });
    }

    private static DefaultRoute? ReadRoute(JsonElement routes, string name) =>
        routes.ValueKind == JsonValueKind.Object && routes.TryGetProperty(name, out var route) && route.ValueKind == JsonValueKind.Object
            ? new DefaultRoute(route.GetProperty("dev").GetString() ?? "", IPAddress.Parse(route.GetProperty("gateway").GetString() ?? ""))
            : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
