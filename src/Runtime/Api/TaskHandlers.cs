using Domar.Core.Api;
using Domar.Core.Tasks;
using Domar.Runtime.Tasks;
using Microsoft.AspNetCore.Http;

namespace Domar.Runtime.Api;

/// <summary>Tasks: list, status, log, stop.</summary>
internal sealed class TaskHandlers(ITaskRunner tasks)
{
    private const string One = "/nodes/{node}/tasks/{upid}";

    /// <summary>Adds the handlers.</summary>
    public void Register(ApiHandlerTable table)
    {
        table.Add(ApiVerb.Get, "/nodes/{node}/tasks", List);
        table.Add(ApiVerb.Get, One + "/status", request =>
        {
            var task = Find(request);
            return ApiReply.Object(json => TaskJson.WriteStatus(json, task));
        });
        table.Add(ApiVerb.Get, One + "/log", ReadLog);
        table.Add(ApiVerb.Delete, One, request =>
        {
            // A task that has ended meanwhile is as stopped as was asked for.
            tasks.Stop(Find(request).Upid, request.User);
            return ApiReply.Null;
        });
    }

    private static bool EndedAs(TaskRecord task, string wanted) => wanted switch
    {
        "ok" => task.ExitStatus == "OK",
        "warning" => task.ExitStatus?.StartsWith("WARNINGS:", StringComparison.Ordinal) is true,
        "unknown" => task.ExitStatus == "unexpected status",
        _ => task.IsFailed && task.ExitStatus != "unexpected status",
    };

    private ApiReply List(ApiRequest request)
    {
        var parameters = request.Parameters;
        var filter = new TaskFilter
        {
            Start = 0,
            Limit = int.MaxValue,
            GuestId = parameters.GetString("vmid"),
            Type = parameters.GetString("typefilter"),
            User = parameters.GetString("userfilter"),
            ErrorsOnly = parameters.GetBoolean("errors"),
            Running = parameters.GetString("source") switch
            {
                "active" => true,
                "all" => null,
                _ => false,
            },
            Since = parameters.GetInteger("since"),
            Until = parameters.GetInteger("until"),
        };

        // All that match, because clients page by the total.
        var found = tasks.List(filter);
        if (parameters.GetList("statusfilter") is { Count: > 0 } endings)
        {
            found = [.. found.Where(task => endings.Any(ending => EndedAs(task, ending)))];
        }

        var page = found.Skip(Clamp(parameters.GetInteger("start"))).Take(Clamp(parameters.GetInteger("limit"))).ToList();
        return ApiReply.List(page, TaskJson.WriteListed, found.Count);
    }

    private ApiReply ReadLog(ApiRequest request)
    {
        var task = Find(request);
        if (request.Parameters.GetBoolean("download"))
        {
            if (request.Parameters.Has("start") || request.Parameters.Has("limit"))
            {
                throw new ApiException(
                    StatusCodes.Status400BadRequest,
                    ParameterCheck.FailureMessage,
                    new Dictionary<string, string> { ["download"] = "gives the whole log: leave out 'start' and 'limit'" });
            }

            return new ApiReply { PlainText = string.Concat(tasks.ReadLog(task.Upid, 0, 0).Lines.Select(line => line + "\n")) };
        }

        var start = Clamp(request.Parameters.GetInteger("start"));
        var (lines, total) = tasks.ReadLog(task.Upid, start, Clamp(request.Parameters.GetInteger("limit")));
        return ApiReply.Json(
            json =>
            {
                json.WriteStartArray();
                for (var i = 0; i < lines.Count; i++)
                {
                    json.WriteStartObject();
                    json.WriteNumber("n"u8, start + i + 1);
                    json.WriteString("t"u8, lines[i]);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            },
            total);
    }

    private TaskRecord Find(ApiRequest request)
    {
        var text = request.Parameters.Get("upid");
        var problem = "no such task";
        if (!Upid.TryParse(text, out var upid))
        {
            problem = $"unable to parse worker upid '{(text.Length <= 100 ? text : text[..97] + "...")}'";
        }
        else if (tasks.Find(upid) is { } task)
        {
            return task;
        }

        throw new ApiException(
            StatusCodes.Status400BadRequest, ParameterCheck.FailureMessage, new Dictionary<string, string> { ["upid"] = problem });
    }

    private static int Clamp(long? value) => (int)Math.Clamp(value ?? 0, 0, int.MaxValue);
}
