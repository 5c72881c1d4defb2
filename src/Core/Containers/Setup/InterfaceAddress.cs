using System.Net;
using System.Net.Sockets;

namespace Domar.Core.Containers.Setup;

/// <summary>One family's part of an interface.</summary>
/// <param name="Mode">How the address is got.</param>
/// <param name="Cidr">The address with its prefix; null unless static.</param>
/// <param name="Gateway">The gateway; null for none.</param>
/// <param name="GatewayOnLink">Whether the gateway is outside of the subnet, so that it needs a route of its own.</param>
internal sealed record InterfaceAddress(AddressMode Mode, string? Cidr, string? Gateway, bool GatewayOnLink)
{
    /// <summary>The address without its prefix.</summary>
    public string? Address => Cidr?.Split('/')[0];

    /// <summary>The length of the prefix.</summary>
    public string? PrefixLength => Cidr?.Split('/')[1];

    /// <summary>The gateway as a subnet of one address.</summary>
    public string? GatewayHost => Gateway is null ? null : $"{Gateway}/{(Gateway.Contains(':', StringComparison.Ordinal) ? 128 : 32)}";

    /// <summary>Reads the values of <c>ip</c> and <c>gw</c> (or <c>ip6</c> and <c>gw6</c>).</summary>
    public static InterfaceAddress Create(string? ip, string? gateway) => ip switch
    {
        null or "manual" => new(AddressMode.Manual, null, null, false),
        "dhcp" => new(AddressMode.Dhcp, null, null, false),
        "auto" => new(AddressMode.Auto, null, null, false),
        _ => new(AddressMode.Static, ip, gateway, gateway is not null && IsOutside(ip, gateway)),
    };

    private static bool IsOutside(string cidr, string gateway)
    {
        var slash = cidr.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(cidr.AsSpan(0, slash), out var address) || !IPAddress.TryParse(gateway, out var router)
            || address.AddressFamily != router.AddressFamily || !int.TryParse(cidr.AsSpan(slash + 1), out var length))
        {
            return true;
        }

        // A link-local router is on the link always.
        if (router.IsIPv6LinkLocal)
        {
            return false;
        }

        byte[] mine = address.GetAddressBytes(), theirs = router.GetAddressBytes();
        for (var bit = 0; bit < length; bit++)
        {
            var mask = 0x80 >> (bit % 8);
            if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask))
            {
                return true;
            }
        }

        // A subnet of one address holds no router but itself.
        return length == (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }
}
