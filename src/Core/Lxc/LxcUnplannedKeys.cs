namespace Domar.Core.Lxc;

/// <summary>Keys of a container's configuration that <see cref="LxcPlanner"/> leaves alone on purpose, and whose they are.</summary>
public static class LxcUnplannedKeys
{
    private const string Store = "what the store and the API do with the configuration";
    private const string Order = "the order in which the node starts its guests";
    private const string Setup = "the setup of files inside the container, before the start";
    private const string Disks = "backup, replication and migration of volumes";

    /// <summary>By key, or key and sub-key joined by a dot (<c>mp[n].backup</c>): what it is for.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["cmode"] = "the console's session, when one is opened",
        ["delete"] = Store,
        ["description"] = Store,
        ["hookscript"] = "the supervisor, at the steps of the guest's life",
        ["lock"] = Store,
        ["mp[n].backup"] = Disks,
        ["mp[n].keepattrs"] = "the making of a new volume",
        ["mp[n].replicate"] = Disks,
        ["mp[n].shared"] = Disks,
        ["mp[n].size"] = "information only: the volume has its size",
        ["nameserver"] = Setup,
        ["net[n].type"] = "there is one kind, veth",
        ["onboot"] = Order,
        ["parent"] = Store,
        ["protection"] = Store,
        ["rootfs.replicate"] = Disks,
        ["rootfs.shared"] = Disks,
        ["rootfs.size"] = "information only: the volume has its size",
        ["searchdomain"] = Setup,
        ["snapstate"] = Store,
        ["snaptime"] = Store,
        ["tags"] = Store,
        ["template"] = "the supervisor: a template is never started",
        ["timezone"] = Setup,
        ["unused[n]"] = "volumes that are mounted nowhere",
        ["unused[n].volume"] = "volumes that are mounted nowhere",
    };
}
