using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Domar.Core.Install.Answers;

/// <summary>Reads the table <c>[network]</c>.</summary>
internal static class AnswerNetworkReader
{
    private static readonly (string Word, bool Value)[] Sources = [("from-dhcp", false), ("from-answer", true)];
    private static readonly string[] OfAnswer = ["cidr", "gateway", "dns", "filter"];

    public static AnswerNetwork Read(AnswerTable table)
    {
        if (table.PlaceOf("source") is null)
        {
            table.Missing("source", "write source = \"from-dhcp\" or \"from-answer\"");
        }

        var isFromAnswer = table.Choice("source", Sources);
        var cidr = table.Text("cidr", static text => TryParseHost(text, out _) ? null : $"{MessageText.Quote(text)} is no address with a prefix, as in \"192.168.1.10/24\" or \"2001:db8::10/64\"");
        var gateway = table.Text("gateway", CheckAddress);
        var dns = table.Text("dns", CheckAddress);
        var filters = table.Table("filter") is { } filter ? FilterReader.Read(filter) : [];
        var (pins, names) = table.Table("interface-name-pinning") is { } pinning ? ReadPinning(pinning) : (false, []);
        table.Finish();
        CheckPresence(table, isFromAnswer);
        var address = cidr is not null && TryParseHost(cidr.Value, out var host) ? host : null;
        if (cidr is not null && address is not null)
        {
            CheckHost(table, cidr.At, address);
            if (gateway is not null)
            {
                CheckGateway(table, gateway, address);
            }
        }

        return new AnswerNetwork
        {
            IsFromAnswer = isFromAnswer,
            Address = address,
            Gateway = gateway is null ? null : IPAddress.Parse(gateway.Value),
            Dns = dns is null ? null : IPAddress.Parse(dns.Value),
            Filters = filters,
            PinsNames = pins,
            PinnedNames = names,
        };
    }

    /// <summary>Whether a text is an address, in no other than the usual ways of writing: <see cref="IPAddress"/> takes <c>1</c> and <c>0x7f.1</c> too.</summary>
    public static bool TryParseAddress(string text, out IPAddress address)
    {
        address = IPAddress.None;
        var isUsual = text.Contains(':', StringComparison.Ordinal)
            ? text.All(static c => char.IsAsciiHexDigit(c) || c is ':' or '.')
            : text.Split('.') is { Length: 4 } parts && parts.All(static part => part is [>= '0' and <= '9'] or [>= '1' and <= '9', >= '0' and <= '9', ..] && part.Length <= 3 && part.All(char.IsAsciiDigit));
        if (!isUsual || !IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }

        address = parsed;
        return true;
    }

    /// <summary>Whether a text is an address with a prefix.</summary>
    public static bool TryParseHost(string text, out HostAddress host)
    {
        host = new HostAddress(IPAddress.None, 0);
        if (text.Split('/') is not [var address, var prefix] || !TryParseAddress(address, out var parsed)
            || !int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length < 1 || length > (parsed.AddressFamily == AddressFamily.InterNetwork ? 32 : 128))
        {
            return false;
        }

        host = new HostAddress(parsed, length);
        return true;
    }

    private static string? CheckAddress(string text) => TryParseAddress(text, out _) ? null : $"{MessageText.Quote(text)} is no IP address, as in \"192.168.1.1\" or \"2001:db8::1\"";

    private static void CheckPresence(AnswerTable table, Located<bool>? isFromAnswer)
    {
        foreach (var name in OfAnswer)
        {
            var at = table.PlaceOf(name);
            if (isFromAnswer is { Value: true } && at is null)
            {
                table.Missing(name, name == "filter"
                    ? "it chooses the interface: write filter.ID_NET_NAME_MAC = \"*0123456789ab\", or another udev property"
                    : "network.source = \"from-answer\" needs cidr, gateway, dns and filter");
            }
            else if (isFromAnswer is { Value: false } && at is { } place)
            {
                table.Fail(place, $"network.{name} contradicts network.source = \"from-dhcp\" in line {isFromAnswer.At.Line}; write source = \"from-answer\", or remove it");
            }
        }
    }

    private static void CheckHost(AnswerTable table, TextPosition at, HostAddress host)
    {
        var address = host.Address;
        if (IPAddress.IsLoopback(address) || address.IsIPv6Multicast || address.IsIPv6LinkLocal || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] is 0 or >= 224))
        {
            table.Fail(at, $"network.cidr '{host}' is no address that a node can be reached at; write one of its network");
            return;
        }

        // RFC 3021: networks of 31 and 32 bits have neither.
        if (address.AddressFamily == AddressFamily.InterNetwork && host.PrefixLength < 31)
        {
            var bytes = address.GetAddressBytes();
            var value = ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
            var hostMask = uint.MaxValue >> host.PrefixLength;
            if ((value & hostMask) == 0 || (value & hostMask) == hostMask)
            {
                table.Fail(at, $"network.cidr '{host}' is the {((value & hostMask) == 0 ? "network itself" : "broadcast address of its network")}; write the address of the node, with the prefix of its network");
            }
        }
    }

    private static void CheckGateway(AnswerTable table, Located<string> gateway, HostAddress host)
    {
        var address = IPAddress.Parse(gateway.Value);
        if (address.AddressFamily != host.Address.AddressFamily)
        {
            table.Fail(gateway.At, $"network.gateway '{address}' and network.cidr '{host}' are of different families; both must be IPv4, or both IPv6");
        }
        else if (address.Equals(host.Address))
        {
            table.Fail(gateway.At, $"network.gateway '{address}' is the node's own address; write the router's");
        }

        // A host route (as hosting companies have it) and a link-local router are reached without being in the network.
        else if (!host.IsInNetwork(address) && !address.IsIPv6LinkLocal && host.PrefixLength != (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128))
        {
            table.Fail(gateway.At, $"network.gateway '{address}' is not in the network of network.cidr '{host}', so that it cannot be reached; correct one of them");
        }
    }

    private static (bool Pins, Dictionary<string, Located<string>> Names) ReadPinning(AnswerTable table)
    {
        var pins = table.Flag("enabled");
        if (table.PlaceOf("enabled") is null)
        {
            table.Missing("enabled", "write enabled = true");
        }

        var names = table.Table("mapping") is { } mapping ? PinnedNameReader.Read(mapping) : [];
        table.Finish();
        return (pins?.Value ?? false, names);
    }
}
