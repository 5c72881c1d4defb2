using System.Collections.Concurrent;
using Domar.Core.Tasks;
using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Domar.HostTools.Storage;
using Domar.HostTools.Units;
using Domar.Runtime.Guests;
using Domar.Runtime.Store;

namespace Domar.Runtime.Tasks;

/// <summary>Runs tasks in this process and keeps them in a folder. A start costs one file creation and no sync: work begins within a millisecond.</summary>
internal sealed class TaskRunner : ITaskRunner, IAsyncDisposable
{
    private const string StoppedByUser = "stopped by user";
    private const string StoppedByDaemon = "interrupted: the daemon was stopped";

    private readonly string _node;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly TaskRunnerOptions _options;
    private readonly TaskArchive _archive;
    private readonly ConcurrentDictionary<Upid, RunningTask> _running = new();
    private uint _unique;
    private volatile bool _isStopping;

    /// <summary>Opens the folder of tasks; those that the last daemon's end cut are ended now.</summary>
    /// <param name="node">Name of this node.</param>
    /// <param name="folder">Absolute path; made when absent. One daemon at a time: <see cref="StoreHost"/> sees to that.</param>
    /// <param name="logger">Told of starts and ends.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">Bounds; null for the default ones.</param>
    /// <param name="layer">The file system; null for the real one.</param>
    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    public TaskRunner(
        string node, string folder, ILogger<TaskRunner> logger, TimeProvider time, TaskRunnerOptions? options = null, IFileLayer? layer = null)
    {
        (_node, _logger, _time, _options) = (Upid.ToWord(node), logger, time, options ?? new TaskRunnerOptions());
        _archive = new TaskArchive(layer ?? LinuxFileLayer.Instance, folder, logger, _options.MaxFinished);
        // Proxmox has the process' start in clock ticks since boot here. Counting up from a later tick for each task keeps ids apart within a second
        // and between daemons; the exclusive creation of the log file settles the rest.
        _unique = (uint)(Environment.TickCount64 / 10);
    }

    /// <inheritdoc/>
    public Upid Start(string type, string id, string user, Func<ITaskContext, CancellationToken, Task> work)
    {
        ObjectDisposedException.ThrowIf(_isStopping, this);
        var task = Create(Upid.ToWord(type), Upid.ToWord(id), Upid.ToWord(user));
        _running[task.Upid] = task;
        _ = Task.Run(() => RunAsync(task, work));
        return task.Upid;
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskRecord> List(TaskFilter filter)
    {
        List<TaskRecord> found = [];
        var toSkip = filter.Start;
        var running = filter.Running == false ? [] : _running.Values.Select(task => task.Record).ToList();
        running.Sort((a, b) => TaskArchive.ByStart(b, a));
        var nextRunning = 0;
        if (filter.Running != true)
        {
            _archive.Visit(ended =>
            {
                // A task may end between the two looks: the ended one counts.
                while (nextRunning < running.Count && TaskArchive.ByStart(running[nextRunning], ended) >= 0)
                {
                    if (running[nextRunning].Upid != ended.Upid)
                    {
                        Take(running[nextRunning]);
                    }

                    nextRunning++;
                }

                return Take(ended);
            });
        }

        while (nextRunning < running.Count && Take(running[nextRunning]))
        {
            nextRunning++;
        }

        return found;

        bool Take(TaskRecord record)
        {
            if (found.Count < filter.Limit && Matches(filter, record) && toSkip-- <= 0)
            {
                found.Add(record);
            }

            return found.Count < filter.Limit;
        }
    }

    /// <inheritdoc/>
    public TaskRecord? Find(Upid upid) => _running.TryGetValue(upid, out var task) ? task.Record : _archive.Find(upid);

    /// <inheritdoc/>
    public (IReadOnlyList<string> Lines, int Total) ReadLog(Upid upid, int start, int limit) =>
        Find(upid) is null ? ([], 0) : TaskLogReader.Read(_archive.LogPath(upid), Math.Max(start, 0), limit);

    /// <inheritdoc/>
    public bool Stop(Upid upid, string user)
    {
        if (!_running.TryGetValue(upid, out var task))
        {
            return false;
        }

        task.Stop(StoppedByUser, $"stop requested by {user}");
        return true;
    }

    /// <inheritdoc/>
    public async Task<TaskRecord?> WaitAsync(Upid upid, CancellationToken cancellationToken) =>
        _running.TryGetValue(upid, out var task) ? await task.Ended.WaitAsync(cancellationToken).ConfigureAwait(false) : _archive.Find(upid);

    /// <summary>Cancels what runs and waits for it for a bounded time; new tasks are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isStopping)
        {
            return;
        }

        _isStopping = true;
        var running = _running.Values.ToList();
        foreach (var task in running)
        {
            task.Stop(StoppedByDaemon, "the daemon stops");
        }

        try
        {
            await Task.WhenAll(running.Select(task => task.Ended)).WaitAsync(_options.StopTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Their logs have no last line: the next daemon ends them as cut.
            foreach (var task in running.Where(task => !task.Ended.IsCompleted))
            {
                _logger.TaskWasCut(task.Upid.ToString());
            }
        }

        _archive.Dispose();
    }

    private static bool Matches(TaskFilter filter, TaskRecord record) =>
        (filter.GuestId is null || record.Upid.Id == filter.GuestId)
        && (filter.Type is null || record.Upid.Type == filter.Type)
        && (filter.User is null || record.Upid.User.Contains(filter.User, StringComparison.Ordinal))
        && (!filter.ErrorsOnly || record.IsFailed)
        && (filter.Since is not { } since || record.Upid.StartTime >= since)
        && (filter.Until is not { } until || record.Upid.StartTime <= until);

    private RunningTask Create(string type, string id, string user)
    {
        while (true)
        {
            var upid = new Upid(
                _node, (uint)Environment.ProcessId, Interlocked.Increment(ref _unique), (uint)_time.GetUtcNow().ToUnixTimeSeconds(), type, id, user);
            IWritableFile? file = null;
            try
            {
                file = _archive.CreateLog(upid);
            }
            catch (FileLayerException e) when (e.IsTaken)
            {
                continue;
            }
            catch (IOException e)
            {
                _logger.LogNotWritten(upid.ToString(), e.Message);
            }

            return new RunningTask(upid, new TaskLog(file, _options.MaxLogBytes, e => _logger.LogNotWritten(upid.ToString(), e.Message)));
        }
    }

    private async Task RunAsync(RunningTask task, Func<ITaskContext, CancellationToken, Task> work)
    {
        var name = task.Upid.ToString();
        var start = _time.GetTimestamp();
        _logger.TaskStarted(name);
        string status;
        try
        {
            await work(task, task.StopToken).ConfigureAwait(false);
            status = task.Warnings == 0 ? "OK" : $"WARNINGS: {task.Warnings}";
        }
        catch (OperationCanceledException) when (task.StopToken.IsCancellationRequested)
        {
            status = task.StopStatus ?? StoppedByUser;
        }
        catch (Exception e)
        {
            // The edge of all work: whatever it throws is its outcome.
            status = TaskArchive.FailureStatus(FailureText.Of(e));
            if (e is not (RequestRefusedException or StoreException or StorageException or ToolException or UnitException or IOException or TimeoutException))
            {
                _logger.TaskCrashed(e, name);
            }
        }

        task.EndLog(status);
        var record = new TaskRecord(task.Upid, _time.GetUtcNow().ToUnixTimeSeconds(), status, task.Record.Progress);
        _archive.Add(record);
        // In this order a look at any moment finds the task in at least one place.
        _running.TryRemove(task.Upid, out _);
        var elapsedMs = (long)_time.GetElapsedTime(start).TotalMilliseconds;
        _logger.TaskEnded(name, elapsedMs, status);
        task.SetEnded(record);
        task.Dispose();
        _archive.Trim();
    }
}
