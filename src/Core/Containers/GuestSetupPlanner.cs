using Domar.Core.Config;
using Domar.Core.Containers.Setup;

namespace Domar.Core.Containers;

/// <summary>
/// Plans how a container's root file system is made to fit its configuration: names, network, resolver, time zone, logins, and at its creation password
/// and SSH keys. Nothing of the guest is run. The same plan is made before each start; what it writes is the same until the configuration changes.
/// </summary>
public static class GuestSetupPlanner
{
    /// <summary>What <see cref="Plan"/> needs to know of the root file system, together with what <see cref="GuestOsDetector"/> does.</summary>
    /// <param name="config">The container's current configuration.</param>
    /// <param name="options">What is wanted beside it.</param>
    public static GuestFactsQuery Query(ConfigSection config, GuestSetupOptions options) => GuestOsDetector.Query
        .And(NameSetup.Query).And(NetworkSetup.Query).And(AccessSetup.Query).And(ConsoleSetup.Query)
        .And(TimeZoneSetup.Query(TimeZoneSetup.Zone(config["timezone"], options.HostTimeZone)));

    /// <summary>Plans.</summary>
    /// <param name="config">The container's current configuration. <c>ostype</c> has the last word on what system it is; <c>unmanaged</c> leaves all as it is.</param>
    /// <param name="os">The system that was detected.</param>
    /// <param name="facts">The answer to <see cref="Query"/>.</param>
    /// <param name="options">What is wanted beside the configuration.</param>
    public static GuestSetupPlan Plan(ConfigSection config, GuestOs os, GuestFacts facts, GuestSetupOptions options)
    {
        if (config["ostype"] is { } type && type != os.Type)
        {
            os = new GuestOs(type, "");
        }

        if (os.Type == "unmanaged")
        {
            return new GuestSetupPlan([], []);
        }

        var context = new GuestSetupContext(config, os, facts, options);
        NameSetup.Plan(context);
        NetworkSetup.Plan(context);
        TimeZoneSetup.Plan(context);
        ConsoleSetup.Plan(context);
        AccessSetup.Plan(context);
        return new GuestSetupPlan(context.Edits, context.Warnings);
    }
}
