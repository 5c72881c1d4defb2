using System.Text;

namespace Domar.Core.Containers.Setup;

/// <summary>The container's names: /etc/hostname, /etc/hosts, /etc/resolv.conf.</summary>
internal static class NameSetup
{
    private const string Hostname = "/etc/hostname";
    private const string Hosts = "/etc/hosts";
    private const string Resolver = "/etc/resolv.conf";

    // resolv.conf(5): MAXNS.
    private const int MaxNameservers = 3;

    public static GuestFactsQuery Query { get; } = new([Hosts], [], []);

    public static void Plan(GuestSetupContext context)
    {
        if (context.Config["hostname"] is { Length: > 0 } name)
        {
            var host = name.Split('.')[0];
            context.Write(Hostname, host + "\n");
            context.Write(Hosts, HostsText(context, name, host));
        }

        if (context.Nameservers.Count > 0)
        {
            var text = new StringBuilder(GuestSetupContext.Header);
            text.Append(context.SearchDomains.Count > 0 ? $"search {string.Join(' ', context.SearchDomains)}\n" : "");
            foreach (var server in context.Nameservers.Take(MaxNameservers))
            {
                text.Append($"nameserver {server}\n");
            }

            context.Write(Resolver, text.ToString());
        }
    }

    private static string HostsText(GuestSetupContext context, string name, string host)
    {
        var full = name.Contains('.', StringComparison.Ordinal) ? name : context.SearchDomains is [var domain, ..] ? $"{host}.{domain}" : host;
        var names = full == host ? host : $"{full} {host}";
        var own = MarkedBlock.Outside(context.Facts.Text(Hosts));
        var block = new StringBuilder();
        if (!own.Any(static line => Words(line) is ["127.0.0.1", .. var rest] && rest.Contains("localhost")))
        {
            block.Append("127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n");
        }

        var addresses = context.Interfaces.SelectMany(static one => new[] { one.V4.Address, one.V6.Address }).OfType<string>().ToList();
        if (addresses.Count == 0)
        {
            // As Debian's installer does it: a name must resolve also before, and without, an address.
            addresses.Add("127.0.1.1");
        }

        foreach (var address in addresses)
        {
            block.Append($"{address} {names}\n");
        }

        // The template's own line would stand before the block, and be found first.
        var there = context.Facts.Text(Hosts);
        return MarkedBlock.Put(own.Any(IsOwnName) ? string.Join('\n', own.Where(static line => !IsOwnName(line))) : there, block.ToString());
    }

    private static bool IsOwnName(string line) => Words(line) is ["127.0.1.1", ..];

    private static string[] Words(string line) => line.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
}
