using System.Net;

namespace Domar.HostTools.Dns;

/// <summary>What /etc/resolv.conf says (resolv.conf(5)). With systemd-resolved that is its own server, which knows the servers of all links.</summary>
/// <param name="Servers">Name servers, in order.</param>
/// <param name="SearchDomains">Domains in which short names are looked up, in order.</param>
public sealed record ResolvConf(IReadOnlyList<IPAddress> Servers, IReadOnlyList<string> SearchDomains)
{
    /// <summary>Reads the file's text. What is not understood is left out, as by the C library.</summary>
    public static ResolvConf Parse(string text)
    {
        var servers = new List<IPAddress>();
        IReadOnlyList<string> domains = [];
        foreach (var line in text.Split('\n'))
        {
            switch (line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))
            {
                case ["nameserver", var word, ..] when IPAddress.TryParse(word, out var address):
                    servers.Add(address);
                    break;
                case ["search" or "domain", .. var words]: // the last one counts
                    domains = [.. words.Select(static word => word.TrimEnd('.')).Where(static word => word.Length > 0)];
                    break;
            }
        }

        return new ResolvConf(servers, domains);
    }
}
