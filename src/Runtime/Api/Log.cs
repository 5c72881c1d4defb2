namespace Domar.Runtime.Api;

/// <summary>What the API logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1500, Level = LogLevel.Error, Message = "{Method} for {User} failed unexpectedly")]
    public static partial void RequestFailed(ILogger logger, string method, string user, Exception exception);

    [LoggerMessage(EventId = 1501, Level = LogLevel.Warning, Message = "Refused {User} (pid {ProcessId}): neither root, nor the daemon's user, nor in the group 'domar'")]
    public static partial void PeerRefused(ILogger logger, string user, int processId);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Information, Message = "API on {SocketPath}")]
    public static partial void Listening(ILogger logger, string socketPath);
}
