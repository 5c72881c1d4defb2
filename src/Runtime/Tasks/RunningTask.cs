using Domar.Core.Tasks;

namespace Domar.Runtime.Tasks;

/// <summary>A task that runs: what its work sees, and what others see of it.</summary>
internal sealed class RunningTask(Upid upid, TaskLog log) : ITaskContext, IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<TaskRecord> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private double _progress = double.NaN;
    private int _warnings;
    private volatile string? _stopStatus;
    private bool _isOver;

    /// <inheritdoc/>
    public Upid Upid => upid;

    /// <summary>Cancelled when the task is to stop.</summary>
    public CancellationToken StopToken => _stop.Token;

    /// <summary>Completes when the task has ended and is kept.</summary>
    public Task<TaskRecord> Ended => _ended.Task;

    /// <summary>The outcome of work that ends by cancellation: who stopped it; null when nobody did.</summary>
    public string? StopStatus => _stopStatus;

    /// <summary>How often the work warned.</summary>
    public int Warnings => Volatile.Read(ref _warnings);

    /// <summary>The task as it stands.</summary>
    public TaskRecord Record => new(upid, null, null, Volatile.Read(ref _progress) is var progress && double.IsNaN(progress) ? null : progress);

    /// <inheritdoc/>
    void ITaskContext.Log(string line) => log.Append(line);

    /// <inheritdoc/>
    public void Progress(double fraction) => Volatile.Write(ref _progress, Math.Clamp(fraction, 0, 1));

    /// <inheritdoc/>
    public void Warn(string line)
    {
        Interlocked.Increment(ref _warnings);
        log.Append($"WARN: {line}");
    }

    /// <summary>Asks the work to stop.</summary>
    public void Stop(string status, string logLine)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            _stopStatus = status;
            log.Append(logLine);
            // Callbacks of the work run on another thread: they may take long, or wait for the caller.
            _ = _stop.CancelAsync();
        }
    }

    /// <summary>Writes the last line.</summary>
    public void EndLog(string exitStatus) => log.End(TaskArchive.LastLine(exitStatus));

    /// <summary>Tells those who wait.</summary>
    public void SetEnded(TaskRecord record) => _ended.SetResult(record);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            log.Dispose();
            _stop.Dispose();
        }
    }
}
