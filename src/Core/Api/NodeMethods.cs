using static Domar.Core.Api.Declare;

namespace Domar.Core.Api;

/// <summary>Methods of a node itself.</summary>
internal static class NodeMethods
{
    public static IReadOnlyList<ApiMethod> All { get; } =
    [
        new(ApiVerb.Get, "/nodes", "The nodes with their figures."),
        new(ApiVerb.Get, "/nodes/{node}", "Lists the parts of the node API.") { Parameters = [Node], IndexMember = "name" },
        new(ApiVerb.Get, "/nodes/{node}/status", "Load, memory, CPU, kernel, boot mode; in 'domar' the accelerator and problems of the daemon.") { Parameters = [Node] },
        new(ApiVerb.Get, "/nodes/{node}/version", "As /version.") { Parameters = [Node] },
        new(ApiVerb.Get, "/nodes/{node}/report", "As /domar/report.") { Parameters = [Node] },
        new(ApiVerb.Post, "/nodes/{node}/startall", "Starts the guests with 'onboot' in the order of 'startup', one after another.")
        {
            IsTask = true,
            Parameters =
            [
                Node,
                Flag("force", "Also those without 'onboot'.", "off"),
                Text("vms", "Only these guests.") with { Format = "pve-vmid-list" },
                NotBuilt(Integer("max-workers", "", 1) with { Maximum = 64 }),
            ],
        },
        new(ApiVerb.Post, "/nodes/{node}/stopall", "Shuts down the guests that run, in the reverse order of 'startup'; those of one order together.")
        {
            IsTask = true,
            Parameters =
            [
                Node,
                Flag("force-stop", "Stop those that do not shut down in time.", "1"),
                Integer("timeout", "Seconds that a guest may take whose config does not say; the default of its kind (180 for VMs, 60 for containers) when not given.", 0) with
                {
                    Maximum = 7200, Default = "180",
                },
                Text("vms", "Only these guests.") with { Format = "pve-vmid-list" },
                NotBuilt(Integer("max-workers", "", 1) with { Maximum = 64 }),
            ],
        },
    ];
}
