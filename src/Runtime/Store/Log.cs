namespace Domar.Runtime.Store;

/// <summary>What the store logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "Configuration {Folder}: {Count} files")]
    public static partial void Opened(this ILogger logger, string folder, int count);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Warning, Message = "Configuration: {Count} files that a crash left half written were removed; the files that they were meant for have their old text")]
    public static partial void Swept(this ILogger logger, int count);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Error, Message = "Configuration: {Problem}")]
    public static partial void BadFile(this ILogger logger, string problem);

    [LoggerMessage(EventId = 1104, Level = LogLevel.Warning, Message = "Configuration: changes by hand are looked for once a second, because watching failed: {Reason}. If the system's limit is reached, raise fs.inotify.max_user_watches and max_user_instances with sysctl")]
    public static partial void Polling(this ILogger logger, string reason);

    [LoggerMessage(EventId = 1105, Level = LogLevel.Error, Message = "Configuration cannot be read again; the last known one stays in force: {Reason}")]
    public static partial void RefreshFailed(this ILogger logger, string reason);

    [LoggerMessage(EventId = 1106, Level = LogLevel.Information, Message = "Configuration: {Path} was changed from outside")]
    public static partial void ChangedOutside(this ILogger logger, string path);
}
