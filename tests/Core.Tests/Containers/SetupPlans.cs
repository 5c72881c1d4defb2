using Domar.Core.Config;
using Domar.Core.Containers;
using Domar.Core.Containers.Setup;
using Domar.Core.Primitives;

namespace Domar.Core.Tests.Containers;

/// <summary>Makes plans for guests that are described by a few files.</summary>
internal static class SetupPlans
{
    public const string Header = "# Written by Domar from the container's configuration, at each start. Changes here do not last.\n";

    public const string Static = "net0: name=eth0,bridge=vmbr0,ip=192.0.2.10/24,gw=192.0.2.1,ip6=2001:db8::10/64,gw6=2001:db8::1\n";

    public const string Dhcp = "net0: name=eth0,bridge=vmbr0,ip=dhcp,ip6=auto\n";

    public const string OnLink = "net0: name=eth0,bridge=vmbr0,ip=198.51.100.7/32,gw=203.0.113.1,ip6=2001:db8::10/64,gw6=fe80::1,mtu=1400\n";

    public static GuestSetupPlan Plan(string config, string type, string[]? existing = null, Dictionary<string, string>? files = null, GuestSetupOptions? options = null) =>
        GuestSetupPlanner.Plan(
            GuestConfig.Parse(config, GuestKind.Lxc, "101.conf").Current,
            new GuestOs(type, ""),
            new GuestFacts(files ?? [], (existing ?? []).Concat(files?.Keys ?? Enumerable.Empty<string>()).ToHashSet()),
            options ?? new GuestSetupOptions());

    /// <summary>The content that a plan writes to a file, without the header; fails where it does not write it.</summary>
    public static string Written(this GuestSetupPlan plan, string path)
    {
        var content = plan.Edits.OfType<GuestEdit.WriteFile>().Single(edit => edit.Path == path).Content;
        return content.StartsWith(Header, StringComparison.Ordinal) ? content[Header.Length..] : content;
    }
}
