namespace Domar.Runtime.Daemon;

/// <summary>Log messages of the daemon itself (event ids 1000 to 1099).</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1000, Level = LogLevel.Information, Message = "domar {Version} serves node {Node} on {Socket}")]
    public static partial void Serving(ILogger logger, string version, string node, string socket);

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "stopped; guests run on")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "accelerator: {Accelerator} ({Reason})")]
    public static partial void AcceleratorFound(ILogger logger, Core.Qemu.Accelerator accelerator, string reason);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Warning, Message = "guests cannot be started: {Reason}")]
    public static partial void NoQemu(ILogger logger, string reason);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Error, Message = "the API does not answer, systemd's watchdog is not fed: {Reason}")]
    public static partial void ApiSilent(ILogger logger, string reason);
}
