namespace Domar.Runtime.Daemon;

/// <summary>Log levels by the names that <c>--log-level</c> takes.</summary>
internal static class LogLevels
{
    /// <summary>The level of a name; null is <c>info</c>.</summary>
    /// <exception cref="DaemonStartException">There is no such level.</exception>
    public static LogLevel Parse(string? name) => name switch
    {
        "debug" => LogLevel.Debug,
        null or "info" => LogLevel.Information,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => throw new DaemonStartException($"There is no log level '{name}'; use debug, info, warning or error."),
    };
}
