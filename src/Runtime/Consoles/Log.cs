namespace Domar.Runtime.Consoles;

/// <summary>Log messages of this folder.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1501, Level = LogLevel.Debug, Message = "Serial console {Path}: connected")]
    public static partial void Connected(ILogger logger, string path);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Debug, Message = "Serial console {Path}: closed by QEMU")]
    public static partial void Closed(ILogger logger, string path);

    [LoggerMessage(EventId = 1503, Level = LogLevel.Debug, Message = "Serial console {Path}: not reachable ({Reason})")]
    public static partial void Unreachable(ILogger logger, string path, string reason);

    [LoggerMessage(EventId = 1504, Level = LogLevel.Debug, Message = "Serial console {Path}: {Count} bytes of input were lost with the connection")]
    public static partial void InputLost(ILogger logger, string path, int count);

    [LoggerMessage(EventId = 1505, Level = LogLevel.Debug, Message = "Streams: connection ended ({Reason})")]
    public static partial void SessionEnded(ILogger logger, string reason);

    [LoggerMessage(EventId = 1506, Level = LogLevel.Error, Message = "Streams: {Name} cannot be opened")]
    public static partial void OpenFailed(ILogger logger, Exception exception, string name);
}
