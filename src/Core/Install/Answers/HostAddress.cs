using System.Net;

namespace Domar.Core.Install.Answers;

/// <summary>An address with the length of its network's prefix.</summary>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">Bits of the network: up to 32 for IPv4, up to 128 for IPv6.</param>
public sealed record HostAddress(IPAddress Address, int PrefixLength)
{
    /// <summary>Whether another address is in the same network.</summary>
    public bool IsInNetwork(IPAddress other) => other.AddressFamily == Address.AddressFamily && CountEqualBits(Address, other) >= PrefixLength;

    /// <summary><c>ADDRESS/PREFIX</c>.</summary>
    public override string ToString() => $"{Address}/{PrefixLength}";

    private static int CountEqualBits(IPAddress a, IPAddress b)
    {
        var (left, right) = (a.GetAddressBytes(), b.GetAddressBytes());
        for (var i = 0; i < left.Length; i++)
        {
            var difference = (uint)(left[i] ^ right[i]);
            if (difference != 0)
            {
                return (i * 8) + int.CreateChecked(uint.LeadingZeroCount(difference)) - 24;
            }
        }

        return left.Length * 8;
    }
}
