namespace Domar.Runtime.Tasks;

/// <summary>What the task runner logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1301, Level = LogLevel.Information, Message = "Task {Upid} started")]
    public static partial void TaskStarted(this ILogger logger, string upid);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Information, Message = "Task {Upid} ended after {ElapsedMs} ms: {ExitStatus}")]
    public static partial void TaskEnded(this ILogger logger, string upid, long elapsedMs, string exitStatus);

    [LoggerMessage(EventId = 1303, Level = LogLevel.Error, Message = "Task {Upid} met an error that nobody expected; please report it")]
    public static partial void TaskCrashed(this ILogger logger, Exception exception, string upid);

    [LoggerMessage(EventId = 1304, Level = LogLevel.Warning, Message = "Task {Upid} did not end before the daemon did")]
    public static partial void TaskWasCut(this ILogger logger, string upid);

    [LoggerMessage(EventId = 1305, Level = LogLevel.Warning, Message = "The log of task {Upid} cannot be written, its work goes on: {Reason}")]
    public static partial void LogNotWritten(this ILogger logger, string upid, string reason);

    [LoggerMessage(EventId = 1306, Level = LogLevel.Warning, Message = "The index of tasks cannot be written: {Reason}")]
    public static partial void IndexNotWritten(this ILogger logger, string reason);
}
