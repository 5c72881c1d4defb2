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
    ];
}
