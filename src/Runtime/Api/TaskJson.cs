using System.Text.Json;
using Domar.Core.Tasks;
using Domar.Runtime.Tasks;

namespace Domar.Runtime.Api;

/// <summary>Tasks as the wire shows them.</summary>
internal static class TaskJson
{
    /// <summary>Members of a task in a list: how it ended is <c>status</c> there.</summary>
    public static void WriteListed(Utf8JsonWriter json, TaskRecord task)
    {
        WriteIdentity(json, task.Upid);
        json.WriteOptional("endtime"u8, task.EndTime);
        json.WriteOptional("status"u8, task.ExitStatus);
        WriteProgress(json, task);
    }

    /// <summary>Members of a task's own status: how it ended is <c>exitstatus</c> there.</summary>
    public static void WriteStatus(Utf8JsonWriter json, TaskRecord task)
    {
        WriteIdentity(json, task.Upid);
        json.WriteString("status"u8, task.IsRunning ? "running"u8 : "stopped"u8);
        json.WriteOptional("exitstatus"u8, task.ExitStatus);
        json.WriteOptional("endtime"u8, task.EndTime);
        WriteProgress(json, task);
    }

    private static void WriteIdentity(Utf8JsonWriter json, Upid upid)
    {
        json.WriteString("upid"u8, upid.ToString());
        json.WriteString("node"u8, upid.Node);
        json.WriteNumber("pid"u8, upid.Pid);
        json.WriteNumber("pstart"u8, upid.ProcessStart);
        json.WriteNumber("starttime"u8, upid.StartTime);
        json.WriteString("type"u8, upid.Type);
        json.WriteString("id"u8, upid.Id);
        json.WriteString("user"u8, upid.User);
    }

    private static void WriteProgress(Utf8JsonWriter json, TaskRecord task)
    {
        if (task is { IsRunning: true, Progress: { } progress })
        {
            json.WriteStartObject("domar"u8);
            json.WriteNumber("progress"u8, progress);
            json.WriteEndObject();
        }
    }
}
