using Domar.HostTools.Files;

namespace Domar.Runtime.Store;

/// <summary>
/// Opens the store for the daemon: takes the folder for this process alone, and keeps the store's memory equal to the disk by inotify,
/// or by looking once a second where the system has no watches left.
/// </summary>
internal sealed class StoreHost : IAsyncDisposable
{
    // vim and others remove a file for an instant when they save it: a file counts as gone or changed when it was left alone for this long.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(1);

    private readonly FileLock _folderLock;
    private readonly FileConfigStore _store;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly FolderWatcher? _watcher;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly Task _pump;
    private HashSet<string> _dirty = new(StringComparer.Ordinal);
    private bool _allDirty;

    private StoreHost(string folder, FileLock folderLock, ILogger logger, TimeProvider time)
    {
        (_folderLock, _logger, _time) = (folderLock, logger, time);
        try
        {
            // Watching begins before the first read, so nothing that happens in between is missed.
            _watcher = new FolderWatcher(folder, OnChange, EditorFiles.IsTransient);
        }
        catch (IOException e)
        {
            logger.Polling(e.Message);
        }

        try
        {
            _store = new FileConfigStore(LinuxFileLayer.Instance, folder, logger);
        }
        catch
        {
            _watcher?.Dispose();
            throw;
        }

        _pump = Task.Run(PumpAsync);
    }

    /// <summary>The store.</summary>
    public IConfigStore Store => _store;

    /// <summary>Opens the store in a folder, which is made when absent.</summary>
    /// <exception cref="StoreException">Another daemon has the folder, or it cannot be read or written.</exception>
    public static StoreHost Open(string folder, ILogger<StoreHost> logger, TimeProvider time)
    {
        FileLock? folderLock;
        int? owner;
        try
        {
            Directory.CreateDirectory(folder);
            folderLock = FileLock.TryTake(Path.Combine(folder, ".lock"), out owner);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"Cannot open the configuration in '{folder}': {e.Message}. Check the folder's permissions, or choose another one.", e);
        }

        if (folderLock is null)
        {
            throw new StoreException(
                $"The configuration in '{folder}' is in use by another domar daemon{(owner is null ? "" : $" (pid {owner})")}. "
                + "Stop that one, or choose another folder.");
        }

        try
        {
            return new StoreHost(folder, folderLock, logger, time);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>Stops looking for changes and lets go of the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
        _watcher?.Dispose();
        _folderLock.Dispose();
        _changed.Dispose();
        _stop.Dispose();
    }

    private void OnChange(string? path)
    {
        lock (_lock)
        {
            var first = !_allDirty && _dirty.Count == 0;
            _allDirty |= path is null;
            if (path is not null && !_allDirty)
            {
                _dirty.Add(path);
            }

            if (first)
            {
                _changed.Release();
            }
        }
    }

    private async Task PumpAsync()
    {
        try
        {
            if (_watcher is not null)
            {
                await FollowAsync(_watcher).ConfigureAwait(false);
            }

            await PollAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The daemon stops.
        }
    }

    /// <summary>Returns when the watcher has failed.</summary>
    private async Task FollowAsync(FolderWatcher watcher)
    {
        while (true)
        {
            var changed = _changed.WaitAsync(_stop.Token);
            if (await Task.WhenAny(changed, watcher.Completion).ConfigureAwait(false) != changed)
            {
                _logger.Polling(watcher.Completion.Exception?.InnerException?.Message ?? "the watcher ended");
                return;
            }

            await changed.ConfigureAwait(false);
            await Task.Delay(Settle, _time, _stop.Token).ConfigureAwait(false);
            HashSet<string> paths;
            bool all;
            lock (_lock)
            {
                (paths, all) = (_dirty, _allDirty);
                (_dirty, _allDirty) = (new HashSet<string>(StringComparer.Ordinal), false);
            }

            if (all)
            {
                _store.RefreshAll();
                continue;
            }

            foreach (var path in paths)
            {
                _store.Refresh(path);
            }
        }
    }

    private async Task PollAsync()
    {
        using var timer = new PeriodicTimer(PollPeriod, _time);
        do
        {
            _store.RefreshAll();
        }
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
    }
}
