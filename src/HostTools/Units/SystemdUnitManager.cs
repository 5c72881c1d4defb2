using Domar.HostTools.Systemd;

namespace Domar.HostTools.Units;

/// <summary>
/// Runs units as transient services of systemd, in <c>machine.slice</c>. systemd is the only record: it keeps how a unit ended until that was
/// read here, whichever run of this program started it.
/// </summary>
/// <param name="systemd">systemd.</param>
/// <param name="journal">Where the units' output is.</param>
/// <param name="time">Clock; null for the system's.</param>
public sealed class SystemdUnitManager(ISystemd systemd, IUnitJournal journal, TimeProvider? time = null) : IUnitManager, IDisposable
{
    private const string UnitExists = "org.freedesktop.systemd1.UnitExists";
    private const int LogTailBytes = 4096;
    private const int MaxAttempts = 3;
    private static readonly string[] Patterns = ["domar-vm-*.service", "domar-ct-*.service"];
    private static readonly string[] LiveStates = ["active", "activating", "deactivating", "reloading"];

    /// <summary>systemd forgets a unit that nobody needs at its next idle moment.</summary>
    private static readonly TimeSpan ForgetTime = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SystemdUnitWatch> _watches = new(StringComparer.Ordinal);
    private readonly HashSet<string> _starting = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<UnitState> StartAsync(UnitSpec spec, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_starting.Add(spec.Name))
            {
                throw new UnitException($"Cannot start {spec.Name}: it is being started already.");
            }
        }

        try
        {
            return await StartOnceAsync(spec, cancellationToken).ConfigureAwait(false);
        }
        catch (SystemBusException exception)
        {
            throw new UnitException($"Cannot start {spec.Name}: {exception.Message}", exception);
        }
        finally
        {
            lock (_gate)
            {
                _starting.Remove(spec.Name);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<UnitState>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            List<UnitState> states = [];
            foreach (var unit in await systemd.ListUnitsByPatternsAsync(LiveStates, Patterns, cancellationToken).ConfigureAwait(false))
            {
                if (unit.SubState != "exited" && await StateOfAsync(unit.Name, cancellationToken).ConfigureAwait(false) is { } state)
                {
                    states.Add(state);
                }
            }

            return [.. states.OrderBy(state => state.Name, StringComparer.Ordinal)];
        }
        catch (SystemBusException exception)
        {
            throw new UnitException($"Cannot list the guests' units: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public async Task KillAsync(string name, UnitSignal signal, CancellationToken cancellationToken)
    {
        try
        {
            await systemd.KillUnitAsync(name, KillTarget.Main, (int)signal, cancellationToken).ConfigureAwait(false);
        }
        catch (SystemBusException exception)
        {
            throw new UnitException($"Cannot send signal {(int)signal} to {name}: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public async Task KillAllAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await systemd.KillUnitAsync(name, KillTarget.All, (int)UnitSignal.Kill, cancellationToken).ConfigureAwait(false);
        }
        catch (SystemBusException exception)
        {
            throw new UnitException($"Cannot kill {name}: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public async Task<UnitExit> WaitForExitAsync(string name, CancellationToken cancellationToken)
    {
        SystemdUnitWatch? watch;
        lock (_gate)
        {
            if (!_watches.TryGetValue(name, out watch) || watch.Exit is { IsFaulted: true } or { IsCanceled: true })
            {
                watch = NewWatch(name, null);
                _watches[name] = watch;
            }
        }

        try
        {
            return await watch.Exit.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SystemBusException exception)
        {
            throw new UnitException($"Cannot wait for the end of {name}: {exception.Message}", exception);
        }
    }

    /// <summary>Lets go of the units; they run on.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private SystemdUnitWatch NewWatch(string name, UnitState? started) => new(name, started, systemd, journal, LogTailBytes, _stop.Token);

    private async Task<UnitState> StartOnceAsync(UnitSpec spec, CancellationToken cancellationToken)
    {
        // Its state is kept until this manager has read it, even when somebody stops the unit by hand.
        IReadOnlyList<UnitProperty> properties = [.. SystemdUnitMapper.Map(spec), new("AddRef", new UnitValue.Flag(true))];
        for (var attempt = 1; ; attempt++)
        {
            var startedAt = _time.GetUtcNow();
            try
            {
                var job = await systemd.StartTransientUnitAsync(spec.Name, properties, cancellationToken).ConfigureAwait(false);
                return await CheckStartedAsync(spec, job, startedAt, cancellationToken).ConfigureAwait(false);
            }
            catch (SystemBusException exception) when (exception.ErrorName == UnitExists && attempt < MaxAttempts)
            {
                await FreeNameAsync(spec.Name, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<UnitState> CheckStartedAsync(UnitSpec spec, JobResult job, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var unit = job == JobResult.Lost
            ? await WaitForStartAsync(spec.Name, cancellationToken).ConfigureAwait(false)
            : await systemd.GetUnitPropertiesAsync(spec.Name, cancellationToken).ConfigureAwait(false);
        if (unit is not null && (job == JobResult.Done || (job == JobResult.Lost && SystemdExits.WhyNotExecuted(unit) is null && unit.ExecMainPid != 0)))
        {
            var state = ToState(spec.Name, unit);
            lock (_gate)
            {
                _watches[spec.Name] = NewWatch(spec.Name, state);
            }

            return state;
        }

        // Its words begin before its process does; the host's clock may have moved meanwhile.
        var complaints = await journal.ReadComplaintsAsync(spec.Name, startedAt - TimeSpan.FromMilliseconds(10), LogTailBytes, cancellationToken).ConfigureAwait(false);
        await ForgetAsync(spec.Name, unit, cancellationToken).ConfigureAwait(false);
        throw new UnitException(SystemdStartFailure.Describe(spec, job, unit, complaints));
    }

    /// <summary>The unit's state once it is neither starting nor away.</summary>
    private async Task<UnitProperties?> WaitForStartAsync(string name, CancellationToken cancellationToken)
    {
        await foreach (var change in systemd.WatchUnitsAsync(name, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var unit = await systemd.GetUnitPropertiesAsync(name, cancellationToken).ConfigureAwait(false);
                if (unit?.ActiveState != "activating")
                {
                    return unit;
                }
            }
            catch (SystemBusException exception) when (exception.IsTransient)
            {
                // The change that says that it is back follows.
            }
        }

        return null;
    }

    private async Task<UnitState?> StateOfAsync(string name, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_watches.TryGetValue(name, out var watch) && watch is { Started: { } started, Exit.IsCompleted: false })
            {
                return started;
            }
        }

        return await systemd.GetUnitPropertiesAsync(name, cancellationToken).ConfigureAwait(false) is { MainPid: > 0 } unit ? ToState(name, unit) : null;
    }

    /// <summary>Removes what an ended unit has left of a name.</summary>
    /// <exception cref="UnitException">The unit runs.</exception>
    private async Task FreeNameAsync(string name, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(ForgetTime, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await foreach (var change in systemd.WatchUnitsAsync(name, stop.Token).ConfigureAwait(false))
            {
                if (change is UnitChange.Removed)
                {
                    return;
                }

                if (change is not UnitChange.Resynchronized)
                {
                    continue;
                }

                var unit = await systemd.GetUnitPropertiesAsync(name, stop.Token).ConfigureAwait(false);
                if (unit is null)
                {
                    return;
                }

                if (!SystemdExits.HasEnded(unit))
                {
                    throw new UnitException($"Cannot start {name}: it runs already{(unit.MainPid > 0 ? $", as process {unit.MainPid}" : "")}.");
                }

                await ForgetAsync(name, unit, stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UnitException($"Cannot start {name}: what an earlier run of it has left in systemd does not go away. See 'systemctl status {name}'.");
        }
    }

    private Task ForgetAsync(string name, UnitProperties? unit, CancellationToken cancellationToken) =>
        SystemdUnitWatch.ForgetAsync(systemd, name, unit, cancellationToken);

    private static UnitState ToState(string name, UnitProperties unit) =>
        new(name, unit.MainPid > 0 ? unit.MainPid : unit.ExecMainPid, unit.ExecMainStartedAt ?? DateTimeOffset.UnixEpoch);
}
