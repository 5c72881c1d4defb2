namespace Domar.Core.Containers.Setup;

/// <summary>/etc/localtime, and Debian's /etc/timezone.</summary>
internal static class TimeZoneSetup
{
    private const string Name = "/etc/timezone";
    private const string Zones = "/usr/share/zoneinfo/";

    public static GuestFactsQuery Query(string? zone) => new([], zone is null ? [Name] : [Name, Zones + zone], []);

    /// <summary>The zone that is wanted; null to leave what is there.</summary>
    public static string? Zone(string? configured, string? hostZone)
    {
        var zone = configured == "host" ? hostZone : configured;

        // It becomes part of a path.
        return string.IsNullOrEmpty(zone) || zone.Split('/').Any(static part => part is "" or "." or "..") ? null : zone;
    }

    public static void Plan(GuestSetupContext context)
    {
        var configured = context.Config["timezone"];
        if (configured is null)
        {
            return;
        }

        if (Zone(configured, context.Options.HostTimeZone) is not { } zone)
        {
            context.Warnings.Add($"The time zone '{configured}' is not set: {(configured == "host" ? "the host's is not known" : "it is no name of a zone")}.");
        }
        else if (!context.Facts.Has(Zones + zone))
        {
            context.Warnings.Add($"The time zone '{zone}' is not set: the container lacks {Zones}{zone}. Install tzdata in it.");
        }
        else
        {
            context.Edits.Add(new GuestEdit.MakeSymlink("/etc/localtime", Zones + zone));
            if (context.Facts.Has(Name))
            {
                context.Write(Name, zone + "\n");
            }
        }
    }
}
