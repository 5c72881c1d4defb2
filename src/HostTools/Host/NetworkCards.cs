using System.Globalization;

namespace Domar.HostTools.Host;

/// <summary>Looks for network cards.</summary>
/// <param name="sysFolder">Where sysfs is.</param>
public sealed class NetworkCards(string sysFolder = "/sys")
{
    private const int Ethernet = 1; // ARPHRD_ETHER, linux/if_arp.h
    private const int Up = 1; // IFF_UP, linux/if.h

    /// <summary>All cards (not bridges, loops or other interfaces without a device behind them), by name.</summary>
    public IReadOnlyList<NetworkCard> Read()
    {
        var folder = Path.Combine(sysFolder, "class/net");
        return !Directory.Exists(folder)
            ? []
            : [.. Directory.EnumerateFileSystemEntries(folder).Select(Read).OfType<NetworkCard>().OrderBy(static card => card.Name, StringComparer.Ordinal)];
    }

    private static NetworkCard? Read(string folder)
    {
        // Only real and virtual hardware has a device.
        if (!Path.Exists(Path.Combine(folder, "device")) || Number(folder, "type") != Ethernet || Text(folder, "address") is not { } mac)
        {
            return null;
        }

        var isUp = Text(folder, "flags") is ['0', 'x', .. var flags] && int.TryParse(flags, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value) && (value & Up) != 0;
        return new NetworkCard(
            Path.GetFileName(folder),
            Number(folder, "ifindex") ?? 0,
            mac.ToLowerInvariant(),
            Driver(folder),
            isUp,
            Number(folder, "carrier") is { } carrier ? carrier == 1 : null,
            Number(folder, "speed") is > 0 and var speed ? speed : null);
    }

    private static string? Driver(string folder)
    {
        var link = Path.Combine(folder, "device", "driver");
        return Directory.Exists(link) ? Path.GetFileName(new DirectoryInfo(link).LinkTarget ?? link) : null;
    }

    private static int? Number(string folder, string name) =>
        int.TryParse(Text(folder, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string? Text(string folder, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, name)).Trim() is { Length: > 0 } text ? text : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The kernel answers EINVAL for the carrier of a card that is off; and a card may go while we look.
            return null;
        }
    }
}
