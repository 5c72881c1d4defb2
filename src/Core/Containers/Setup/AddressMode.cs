namespace Domar.Core.Containers.Setup;

/// <summary>How an interface gets its address.</summary>
internal enum AddressMode
{
    /// <summary>It is only brought up.</summary>
    Manual,

    /// <summary>A given address.</summary>
    Static,

    /// <summary>DHCP or DHCPv6.</summary>
    Dhcp,

    /// <summary>Router advertisements (IPv6 only).</summary>
    Auto,
}
