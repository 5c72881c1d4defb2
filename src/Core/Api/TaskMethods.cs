using static Domar.Core.Api.Declare;

namespace Domar.Core.Api;

/// <summary>Methods below <c>/nodes/{node}/tasks</c>.</summary>
internal static class TaskMethods
{
    private static readonly ApiParameter Upid = new("upid") { Summary = "The task's id." };

    public static IReadOnlyList<ApiMethod> All { get; } =
    [
        new(ApiVerb.Get, "/nodes/{node}/tasks", "Tasks, newest first.")
        {
            Parameters =
            [
                Node,
                Flag("errors", "Only failed ones.", "0"),
                Integer("limit", "How many at the most.", 0) with { Default = "50" },
                Integer("since", "Only those started at or after this Unix time."),
                Text("source", "Ended ones, running ones, or all.") with { AllowedValues = ["archive", "active", "all"], Default = "archive" },
                Integer("start", "How many of the newest to pass over.", 0) with { Default = "0" },
                Text("statusfilter", "Only those that ended so: ok, error, warning, unknown.") with { Format = "pve-task-status-type-list" },
                Text("typefilter", "Only this type, for example qmstart."),
                Integer("until", "Only those started at or before this Unix time."),
                Text("userfilter", "Only those whose user contains this."),
                Id("vmid") with { Optional = true, Summary = "Only those of this guest." },
            ],
        },
        new(ApiVerb.Get, "/nodes/{node}/tasks/{upid}", "Lists the parts of a task.") { Parameters = [Node, Upid], IndexMember = "name" },
        new(ApiVerb.Delete, "/nodes/{node}/tasks/{upid}", "Stops a running task.") { Parameters = [Node, Upid] },
        new(ApiVerb.Get, "/nodes/{node}/tasks/{upid}/log", "Lines of a task's log.")
        {
            Parameters =
            [
                Node,
                Upid,
                Flag("download", "The whole log as plain text; excludes start and limit."),
                Integer("limit", "How many lines at the most; 0 for all.", 0) with { Default = "50" },
                Integer("start", "The first line, from 0.", 0) with { Default = "0" },
            ],
        },
        new(ApiVerb.Get, "/nodes/{node}/tasks/{upid}/status", "Whether a task runs, and how it ended.") { Parameters = [Node, Upid] },
    ];
}
