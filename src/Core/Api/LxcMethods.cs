using Domar.Core.Primitives;
using static Domar.Core.Api.Declare;

namespace Domar.Core.Api;

/// <summary>Methods below <c>/nodes/{node}/lxc</c>.</summary>
internal static class LxcMethods
{
    private const string Ct = "/nodes/{node}/lxc/{vmid}";

    private static readonly ApiParameter Timeout = Integer("timeout", "Seconds that the container may take.", 0);

    public static IReadOnlyList<ApiMethod> All { get; } =
    [
        new(ApiVerb.Get, "/nodes/{node}/lxc", "The containers with their figures.") { Parameters = [Node] },
        new(ApiVerb.Post, "/nodes/{node}/lxc", "Makes a container from a template. Volume values 'STORAGE:GIB' allocate; without unprivileged=0 it is unprivileged.")
        {
            IsTask = true,
            ConfigKeys = GuestKind.Lxc,
            Parameters =
            [
                Node,
                VmId,
                new("ostemplate") { MaxLength = 255, Summary = "The template: a volume (local:vztmpl/NAME) or an absolute path on the node." },
                Text("password", "Password of root in the container.") with { MinLength = 5 },
                Text("ssh-public-keys", "Keys that may log in as root, one a line as in authorized_keys."),
                Text("storage", "Where the root volume is made if rootfs does not say.") with { Default = "local", Format = "pve-storage-id" },
                Flag("start", "Start it afterwards.", "0"),
                NotBuilt(new ApiParameter("bwlimit", ApiParameterType.Number)
                {
                    Optional = true,
                    Minimum = 0,
                    Default = "restore limit from datacenter or storage config",
                }),
                NotBuilt(Flag("force", "")),
                NotBuilt(Flag("ha-managed", "", "0")),
                NotBuilt(Flag("ignore-unpack-errors", "")),
                NotBuilt(Text("pool", "") with { Format = "pve-poolid" }),
                NotBuilt(Flag("restore", "")),
                NotBuilt(Flag("unique", "")),
            ],
        },
        new(ApiVerb.Get, Ct, "Lists the parts of a container.") { Parameters = [Node, VmId], IndexMember = "subdir" },
        new(ApiVerb.Delete, Ct, "Removes a stopped container, or with force a running one, with its volumes.")
        {
            IsTask = true,
            Parameters =
            [
                Node,
                VmId,
                NotBuilt(Flag("destroy-unreferenced-disks", "")),
                Flag("force", "Stop it first if it runs.", "0"),
                Flag("purge", "Also remove it from jobs; there are none yet.", "0"),
            ],
        },
        new(ApiVerb.Get, Ct + "/config", "The config with pending changes applied, and its digest.")
        {
            Parameters =
            [
                Node,
                VmId,
                Flag("current", "As it is now, without pending changes.", "0"),
                Text("snapshot", "That of this snapshot.") with { Format = "pve-configid", MaxLength = 40 },
            ],
        },
        new(ApiVerb.Put, Ct + "/config", "Changes the config; what the running container cannot take becomes pending.")
        {
            ConfigKeys = GuestKind.Lxc,
            Parameters =
            [
                Node,
                VmId,
                Text("delete", "Keys to remove.") with { Format = "pve-configid-list" },
                Text("revert", "Keys whose pending change is dropped.") with { Format = "pve-configid-list" },
                Digest,
                SkipLock,
            ],
        },
        new(ApiVerb.Get, Ct + "/pending", "Every key with its value now and its pending change.") { Parameters = [Node, VmId] },
        new(ApiVerb.Get, Ct + "/status", "Lists the parts of the status.") { Parameters = [Node, VmId], IndexMember = "subdir" },
        new(ApiVerb.Get, Ct + "/status/current", "How the container is, freshly asked.") { Parameters = [Node, VmId] },
        new(ApiVerb.Post, Ct + "/status/start", "Starts the container.")
        {
            IsTask = true,
            Parameters = [Node, VmId, SkipLock, NotBuilt(Flag("debug", "", "0"))],
        },
        new(ApiVerb.Post, Ct + "/status/stop", "Kills all processes of the container at once.")
        {
            IsTask = true,
            Parameters = [Node, VmId, SkipLock, Flag("overrule-shutdown", "Cancel a running shutdown task first.", "0")],
        },
        new(ApiVerb.Post, Ct + "/status/shutdown", "Tells the container's first process to shut down.")
        {
            IsTask = true,
            Parameters = [Node, VmId, Timeout with { Default = "60" }, Flag("forceStop", "Stop it when the time is over.", "0")],
        },
        new(ApiVerb.Post, Ct + "/status/reboot", "Shuts down and starts again, which applies pending changes.")
        {
            IsTask = true,
            Parameters = [Node, VmId, Timeout],
        },
        new(ApiVerb.Post, Ct + "/domar/exec", "Runs a command in a running container as root and waits; answers 'exitcode', and 'stdout' and 'stderr' as Base64.")
        {
            IsOwn = true,
            Parameters =
            [
                Node,
                VmId,
                new("command") { Summary = "Program and arguments as a JSON array of texts; no shell reads them." },
                Text("input-data", "Standard input as Base64; empty when left out."),
                Integer("timeout", "Seconds that the command may take; then it is killed and the request fails.", 1) with { Maximum = 3600, Default = "30" },
            ],
        },
        new(ApiVerb.Get, Ct + "/domar/lxcconfig", "The lxc.container.conf(5) that a start would use now, as text.") { IsOwn = true, Parameters = [Node, VmId] },
        Security(Ct),
    ];
}
