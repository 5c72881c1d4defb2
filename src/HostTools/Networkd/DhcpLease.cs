using System.Text;

namespace Domar.HostTools.Networkd;

/// <summary>What a DHCP server has offered and systemd-networkd has taken.</summary>
/// <param name="Address">The address, without the length of its network.</param>
/// <param name="Server">The server's address; null when unknown.</param>
public sealed record DhcpLease(string Address, string? Server)
{
    /// <summary>How long it is good for, as networkd writes it: <c>1d</c>; null when unknown.</summary>
    public string? Lifetime { get; init; }

    /// <summary>The domain; null for none.</summary>
    public string? Domain { get; init; }

    /// <summary>The host name; null for none.</summary>
    public string? HostName { get; init; }

    /// <summary>Options of the site's own (224 to 254), by number.</summary>
    public IReadOnlyDictionary<int, byte[]> Options { get; init; } = new Dictionary<int, byte[]>();

    /// <summary>An option of the site's own as a text; null when it is not there, empty, or no text. Some servers end texts with a zero byte.</summary>
    public string? TextOption(int number) =>
        Options.TryGetValue(number, out var bytes) && Encoding.UTF8.GetString(bytes).TrimEnd('\0').Trim() is { Length: > 0 } text && !text.Any(char.IsControl) ? text : null;
}
