namespace Domar.Core.Containers.Setup;

/// <summary>Chooses how the network of a distribution is configured, by what is installed in it.</summary>
internal static class NetworkSetup
{
    public static GuestFactsQuery Query { get; } = new GuestFactsQuery([], ["/sbin/ifup", "/usr/sbin/ifup"], [])
        .And(NetworkdWriter.Query).And(NetworkManagerWriter.Query).And(RedHatIfcfgWriter.Query).And(WickedWriter.Query);

    public static void Plan(GuestSetupContext context)
    {
        if (context.Interfaces.Count == 0)
        {
            // Also to take back what was written for an interface that is gone.
            NetworkdRemains(context);
            return;
        }

        var facts = context.Facts;
        switch (context.Os.Type)
        {
            // Ubuntu's netplan only writes files for networkd; ours come before them.
            case "ubuntu" when NetworkdWriter.IsThere(facts) && context.HasSystemd:
            case "debian" when !HasIfupdown(facts) && NetworkdWriter.IsThere(facts):
                NetworkdWriter.Write(context, enable: true);
                break;
            case "debian" or "devuan" or "ubuntu" when HasIfupdown(facts):
            case "alpine":
                IfupdownWriter.Write(context);
                break;
            case "fedora" or "centos" when NetworkManagerWriter.IsThere(facts):
            case "opensuse" when !WickedWriter.IsThere(facts) && NetworkManagerWriter.IsThere(facts):
                NetworkManagerWriter.Write(context);
                break;
            case "fedora" or "centos" when RedHatIfcfgWriter.IsThere(facts):
                RedHatIfcfgWriter.Write(context);
                break;
            case "opensuse" when WickedWriter.IsThere(facts):
                WickedWriter.Write(context);
                break;
            case "archlinux":
            case "fedora" or "centos" or "opensuse" when NetworkdWriter.IsThere(facts):
                NetworkdWriter.Write(context, enable: true);
                break;
            case "nixos":
                // Its links are made from its own configuration at each start.
                NetworkdWriter.Write(context, enable: false);
                break;
            default:
                context.Warnings.Add($"The network of this container ({context.Os.Type} {context.Os.Version}".TrimEnd()
                    + ") is not set up: no program that is known here configures it. Configure it inside, or set 'ostype: unmanaged'.");
                break;
        }
    }

    private static bool HasIfupdown(GuestFacts facts) => facts.Has("/sbin/ifup", "/usr/sbin/ifup");

    private static void NetworkdRemains(GuestSetupContext context)
    {
        context.RemoveStale("/etc/systemd/network", "10-domar-", ".network");
        context.RemoveStale("/etc/NetworkManager/system-connections", "domar-", ".nmconnection");
    }
}
