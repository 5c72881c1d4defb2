using System.Net;

namespace Domar.Core.Config;

internal static partial class Forms
{
    internal static readonly ValueFormat MacAddress = new("mac-addr",
        "a unicast MAC address such as BC:24:11:2E:00:01 (the second digit is even)", IsUnicastMac);

    internal static readonly ValueFormat Bridge = new("pve-bridge-id", "a bridge's name of letters, digits, '-', '_' and '.'", IsInterface);

    internal static readonly ValueFormat Interface = new(null, "an interface's name of letters, digits, '-', '_' and '.'", IsInterface);

    internal static readonly ValueFormat IPv4 = new("ipv4", "an IPv4 address such as 192.0.2.1", IsIPv4);

    internal static readonly ValueFormat IPv6 = new("ipv6", "an IPv6 address such as 2001:db8::1", IsIPv6);

    internal static readonly ValueFormat IPv4Config = new("pve-ipv4-config", "an address with its prefix such as 192.0.2.1/24, 'dhcp' or 'manual'",
        static t => t is "dhcp" or "manual" || IsWithPrefix(t, IsIPv4, 32));

    internal static readonly ValueFormat IPv6Config = new("pve-ipv6-config", "an address with its prefix such as 2001:db8::1/64, 'auto', 'dhcp' or 'manual'",
        static t => t is "auto" or "dhcp" or "manual" || IsWithPrefix(t, IsIPv6, 128));

    internal static readonly ValueFormat DnsName = new("dns-name",
        "a DNS name: labels of up to 63 letters, digits and '-' (not at either end), joined by '.'", IsDnsName);

    internal static readonly ValueFormat DnsNameList = new("dns-name-list", "DNS names separated by space, ',' or ';'",
        static t => Form.EachOfList(t, IsDnsName));

    internal static readonly ValueFormat AddressList = new("address-list", "IP addresses or DNS names separated by space, ',' or ';'",
        static t => Form.EachOfList(t, IsAddress));

    internal static readonly ValueFormat LxcNameservers = new("lxc-ip-with-ll-iface-list",
        "IP addresses separated by space, ',' or ';'; a link-local one may end in %INTERFACE", static t => Form.EachOfList(t, IsAddressWithInterface));

    internal static readonly ValueFormat VlanRanges = new(null, "VLAN ids or ranges separated by ';', such as 2;5-7", IsRangesBySemicolon);

    internal static readonly ValueFormat VlanIds = new(null, "VLAN ids separated by ';', such as 2;5", static t => Form.Each(t, ';', Form.IsDigits));

    internal static bool IsIPv4(ReadOnlySpan<char> text)
    {
        var dots = 0;
        foreach (var c in text)
        {
            dots += c == '.' ? 1 : 0;
        }

        return dots == 3 && Form.Each(text, '.', static part => (part.Length == 1 || (part.Length > 1 && part[0] != '0')) && Form.IsNumberUpTo(part, 255));
    }

    // IPAddress reads scopes, brackets and ports too; what may stand here is looked at first.
    internal static bool IsIPv6(ReadOnlySpan<char> text) =>
        text.Contains(':') && Form.Only(text, 2, 45, static c => char.IsAsciiHexDigit(c) || c is ':' or '.') && IPAddress.TryParse(text, out _);

    internal static bool IsAddress(ReadOnlySpan<char> text) => IsIPv4(text) || IsIPv6(text) || IsDnsName(text);

    internal static bool IsDnsName(ReadOnlySpan<char> text) => text.Length <= 255 && Form.Each(text, '.', static label =>
        Form.Only(label, 1, 63, static c => char.IsAsciiLetterOrDigit(c) || c == '-') && label[0] != '-' && label[^1] != '-');

    internal static bool IsRangesBySemicolon(ReadOnlySpan<char> text) => Form.Each(text, ';', Form.IsNumberOrRange);

    private static bool IsInterface(ReadOnlySpan<char> text) => Form.Only(text, 1, int.MaxValue, static c => Form.IsWord(c) || c is '-' or '.');

    private static bool IsWithPrefix(ReadOnlySpan<char> text, FormCheck address, int maxPrefix)
    {
        var slash = text.IndexOf('/');
        return slash > 0 && address(text[..slash]) && Form.IsNumberUpTo(text[(slash + 1)..], maxPrefix);
    }

    private static bool IsAddressWithInterface(ReadOnlySpan<char> text)
    {
        var percent = text.IndexOf('%');
        return percent < 0
            ? IsIPv4(text) || IsIPv6(text)
            : text.StartsWith("fe80:", StringComparison.OrdinalIgnoreCase) && IsIPv6(text[..percent]) && IsInterface(text[(percent + 1)..]);
    }

    private static bool IsUnicastMac(ReadOnlySpan<char> text)
    {
        if (text.Length != 17)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (i % 3 == 2 ? text[i] != ':' : !char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }
        }

        return "02468ACEace".Contains(text[1], StringComparison.Ordinal);
    }
}
