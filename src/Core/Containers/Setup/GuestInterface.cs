using Domar.Core.Config;

namespace Domar.Core.Containers.Setup;

/// <summary>A network interface as the guest is to set it up.</summary>
/// <param name="Name">Its name inside.</param>
/// <param name="V4">Its IPv4 part.</param>
/// <param name="V6">Its IPv6 part.</param>
/// <param name="Mtu">MTU in bytes; null for the default.</param>
internal sealed record GuestInterface(string Name, InterfaceAddress V4, InterfaceAddress V6, long? Mtu)
{
    /// <summary>The interfaces of a container, by ascending number of their keys.</summary>
    public static IReadOnlyList<GuestInterface> Of(ConfigSection config)
    {
        var interfaces = new List<GuestInterface>();
        foreach (var (index, _) in config.Indexed("net"))
        {
            if (config.Property($"net{index}") is { } net && net["name"] is { } name)
            {
                // Where the host sets the addresses, the guest has only to leave them.
                var theirs = net.GetBoolean("host-managed") == true;
                interfaces.Add(new GuestInterface(
                    name,
                    InterfaceAddress.Create(theirs ? null : net["ip"], net["gw"]),
                    InterfaceAddress.Create(theirs ? null : net["ip6"], net["gw6"]),
                    net.GetInt64("mtu")));
            }
        }

        return interfaces;
    }
}
