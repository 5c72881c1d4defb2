using System.Globalization;

namespace Domar.HostTools.Networkd;

/// <summary>
/// Reads a lease's file of systemd-networkd (/run/systemd/netif/leases/INDEX). No output of networkctl has the host name and the site's own options (systemd 257), and
/// systemd does not promise this file's form. An image has one version of systemd, and a test reads a recorded file; a line that is not understood is as if it were not there.
/// </summary>
public static class DhcpLeaseParser
{
    /// <summary>Parses; null without an address.</summary>
    public static DhcpLease? Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var options = new Dictionary<int, byte[]>();
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith('#') || line.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals) || line[(equals + 1)..].Trim() is not { Length: > 0 } value)
            {
                continue;
            }

            // sd-dhcp-lease.c: OPTION_250=68747470...
            if (line[..equals] is ['O', 'P', 'T', 'I', 'O', 'N', '_', .. var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var option))
            {
                if (value.Length % 2 == 0 && value.All(char.IsAsciiHexDigit))
                {
                    options[option] = Convert.FromHexString(value);
                }
            }
            else
            {
                values[line[..equals]] = value;
            }
        }

        return values.TryGetValue("ADDRESS", out var address)
            ? new DhcpLease(address, values.GetValueOrDefault("SERVER_ADDRESS"))
            {
                Lifetime = values.GetValueOrDefault("LIFETIME"),
                Domain = values.GetValueOrDefault("DOMAINNAME"),
                HostName = values.GetValueOrDefault("HOSTNAME"),
                Options = options,
            }
            : null;
    }
}
