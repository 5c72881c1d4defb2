using System.Globalization;

namespace Domar.Runtime.Report;

/// <summary>
/// Keeps the last lines of the daemon's own log in memory for the report. Lines and their number are bounded: some 100 KB at the worst.
/// </summary>
internal sealed class RecentLog(TimeProvider time) : ILoggerProvider
{
    private const int MaxLines = 300;
    private const int MaxLineLength = 400;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing to free: the lines go with the object.
    }

    private void Add(LogLevel level, string category, string message, Exception? exception)
    {
        var stamp = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var line = $"{stamp} {level} {category}: {message}{(exception is null ? "" : $": {exception.Message}")}".ReplaceLineEndings(" | ");
        line = line.Length <= MaxLineLength ? line : line[..(MaxLineLength - 3)] + "...";
        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }
        }
    }

    private sealed class Recorder(RecentLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Add(logLevel, category, formatter(state, exception), exception);
            }
        }
    }
}
