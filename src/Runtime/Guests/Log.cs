using Microsoft.Extensions.Logging;

namespace Domar.Runtime.Guests;

/// <summary>Log messages of the guests' room (event ids 1200 to 1299).</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1200, Level = LogLevel.Information, Message = "{Guest}: {OldState} -> {NewState}")]
    public static partial void StateChanged(ILogger logger, string guest, GuestState oldState, GuestState newState);

    [LoggerMessage(EventId = 1201, Level = LogLevel.Information, Message = "{Guest}: runs already (pid {Pid}), watching it")]
    public static partial void Adopted(ILogger logger, string guest, int pid);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Warning, Message = "{Guest}: {Program} does not answer: {Reason}")]
    public static partial void Unresponsive(ILogger logger, string guest, string program, string reason);

    [LoggerMessage(EventId = 1203, Level = LogLevel.Information, Message = "{Guest}: {Program} answers again")]
    public static partial void AnswersAgain(ILogger logger, string guest, string program);

    [LoggerMessage(EventId = 1204, Level = LogLevel.Warning, Message = "{Guest}: the guest's kernel panicked")]
    public static partial void GuestPanicked(ILogger logger, string guest);

    [LoggerMessage(EventId = 1205, Level = LogLevel.Warning, Message = "{Guest}: has shut down, but QEMU does not quit: {Reason}")]
    public static partial void QuitFailed(ILogger logger, string guest, string reason);

    [LoggerMessage(EventId = 1206, Level = LogLevel.Error, Message = "{Guest}: {Problem}")]
    public static partial void EndedUnexpectedly(ILogger logger, string guest, string problem);

    [LoggerMessage(EventId = 1207, Level = LogLevel.Error, Message = "{Unit}: watching it failed")]
    public static partial void MonitorFailed(ILogger logger, Exception exception, string unit);

    [LoggerMessage(EventId = 1208, Level = LogLevel.Warning, Message = "{Path} cannot be read; its guest keeps its last good config until it is mended: {Reason}")]
    public static partial void ConfigUnreadable(ILogger logger, string path, string reason);

    [LoggerMessage(EventId = 1209, Level = LogLevel.Warning, Message = "{Unit} runs, but its guest has no config")]
    public static partial void UnitWithoutConfig(ILogger logger, string unit);

    [LoggerMessage(EventId = 1210, Level = LogLevel.Warning, Message = "{Guest}: volume {Volume} could not be removed: {Reason}")]
    public static partial void VolumeLeft(ILogger logger, string guest, string volume, string reason);
}
