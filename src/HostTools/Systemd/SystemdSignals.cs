using System.Collections.Concurrent;
using System.Text;

namespace Domar.HostTools.Systemd;

/// <summary>
/// The signals of systemd, read once and given to all who wait: ends of jobs, changes of units. Knows when signals may have been missed
/// (a new connection, a new systemd) and says so.
/// </summary>
internal sealed class SystemdSignals
{
    private const string Service = "org.freedesktop.systemd1";
    private const string ManagerPath = "/org/freedesktop/systemd1";
    private const string AlreadySubscribed = "org.freedesktop.systemd1.AlreadySubscribed";

    private readonly SystemBus _bus;
    private readonly BusCall _subscribe = new(Service, ManagerPath, "org.freedesktop.systemd1.Manager", "Subscribe");
    private readonly Lock _gate = new();
    private readonly List<UnitWatcher> _watchers = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JobResult>> _jobs = new(StringComparer.Ordinal);
    private bool _hasRules;
    private volatile bool _isSubscribed;

    public SystemdSignals(SystemBus bus) => _bus = bus;

    /// <summary>Returns once systemd sends its signals to this connection.</summary>
    /// <exception cref="SystemBusException">The bus or systemd is away.</exception>
    public async Task EnsureSubscribedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_hasRules)
            {
                _hasRules = true;
                AddRules();
            }
        }

        if (!_isSubscribed)
        {
            await SubscribeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Notes a job that runs. On the loop's thread.</summary>
    /// <param name="job">Object path.</param>
    /// <returns>Its end.</returns>
    public Task<JobResult> Track(string job) =>
        _jobs.GetOrAdd(job, static _ => new TaskCompletionSource<JobResult>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Gathers what happens to units whose names begin so, until it is disposed.</summary>
    public UnitWatcher Watch(string namePrefix)
    {
        var watcher = new UnitWatcher(namePrefix, Remove);
        lock (_gate)
        {
            _watchers.Add(watcher);
        }

        return watcher;
    }

    private void Remove(UnitWatcher watcher)
    {
        lock (_gate)
        {
            _watchers.Remove(watcher);
        }
    }

    private void AddRules()
    {
        _bus.Connected += OnNewSession;
        const string From = "type='signal',sender='org.freedesktop.systemd1'";
        _bus.Subscribe(new($"{From},interface='org.freedesktop.systemd1.Manager',member='JobRemoved'", OnJobRemoved));
        _bus.Subscribe(new($"{From},interface='org.freedesktop.systemd1.Manager',member='UnitRemoved'", OnUnitRemoved));
        _bus.Subscribe(new($"{From},interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',path_namespace='{ManagerPath}/unit'", OnPropertiesChanged));
        _bus.Subscribe(new("type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='org.freedesktop.systemd1'", OnNameOwnerChanged));
    }

    private async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _bus.CallAsync(_subscribe, cancellationToken).ConfigureAwait(false);
        }
        catch (SystemBusException exception) when (exception.ErrorName == AlreadySubscribed)
        {
            // A systemd that executed itself anew has kept it.
        }

        _isSubscribed = true;
    }

    private void OnNewSession()
    {
        _isSubscribed = false;
        _ = ResubscribeAsync();
    }

    private async Task ResubscribeAsync()
    {
        try
        {
            await SubscribeAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SystemBusException or ObjectDisposedException)
        {
            // Not there yet, or gone again: its arrival, or the next connection, comes here again.
            return;
        }

        foreach (var job in _jobs.Keys)
        {
            End(job, JobResult.Lost);
        }

        Tell(new UnitChange.Resynchronized(), null);
    }

    private void OnNameOwnerChanged(MessageReader reader)
    {
        if (!reader.Is("org.freedesktop.DBus"u8, "NameOwnerChanged"u8) || !reader.ReadUtf8().SequenceEqual("org.freedesktop.systemd1"u8))
        {
            return;
        }

        reader.Skip("s");
        if (reader.ReadUtf8().IsEmpty)
        {
            _isSubscribed = false;
        }
        else
        {
            OnNewSession();
        }
    }

    private void OnJobRemoved(MessageReader reader)
    {
        if (_jobs.IsEmpty || !reader.Is("org.freedesktop.systemd1.Manager"u8, "JobRemoved"u8))
        {
            return;
        }

        reader.Skip("u");
        var path = reader.ReadString('o');
        if (_jobs.ContainsKey(path))
        {
            reader.Skip("s");
            End(path, Parse(reader.ReadString()));
        }
    }

    private void OnUnitRemoved(MessageReader reader)
    {
        if (reader.Is("org.freedesktop.systemd1.Manager"u8, "UnitRemoved"u8))
        {
            var name = reader.ReadString();
            Tell(new UnitChange.Removed(name), name);
        }
    }

    private void OnPropertiesChanged(MessageReader reader)
    {
        if (!reader.Is("org.freedesktop.DBus.Properties"u8, "PropertiesChanged"u8) || !IsWanted(reader.Path) || UnitPath.NameOf(reader.Path) is not { } name)
        {
            return;
        }

        reader.Skip("s");
        var (active, sub) = UnitPropertiesReader.ReadStates(reader);
        Tell(new UnitChange.Changed(name, active, sub), name);
    }

    private bool IsWanted(ReadOnlySpan<byte> path)
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers)
            {
                if (path.StartsWith(watcher.PathPrefix.Span))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private void Tell(UnitChange change, string? name)
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers)
            {
                if (name is null || name.StartsWith(watcher.NamePrefix, StringComparison.Ordinal))
                {
                    watcher.Add(change);
                }
            }
        }
    }

    private void End(string job, JobResult result)
    {
        if (_jobs.TryRemove(job, out var source))
        {
            source.TrySetResult(result);
        }
    }

    private static JobResult Parse(string result) => result switch
    {
        "done" => JobResult.Done,
        "failed" => JobResult.Failed,
        "canceled" => JobResult.Canceled,
        "timeout" => JobResult.Timeout,
        "dependency" => JobResult.Dependency,
        "skipped" => JobResult.Skipped,
        _ => JobResult.Other,
    };
}
