using static Domar.Core.Api.Declare;

namespace Domar.Core.Api;

/// <summary>Methods below <c>/cluster</c>.</summary>
internal static class ClusterMethods
{
    public static IReadOnlyList<ApiMethod> All { get; } =
    [
        new(ApiVerb.Get, "/cluster", "Lists the parts of the cluster API.") { IndexMember = "name" },
        new(ApiVerb.Get, "/cluster/status", "The cluster's nodes; a single node is one of its own."),
        new(ApiVerb.Get, "/cluster/resources", "Every guest, storage and node with its figures.")
        {
            Parameters = [Text("type", "Only resources of this type.") with { AllowedValues = ["vm", "storage", "node", "sdn"] }],
        },
        new(ApiVerb.Get, "/cluster/nextid", "The lowest free guest id, or the one asked for if it is free.")
        {
            Parameters = [Id("vmid") with { Optional = true, Summary = "The id that is wanted." }],
        },
        new(ApiVerb.Get, "/cluster/tasks", "The newest tasks, running ones first."),
    ];
}
