using Domar.HostTools.Systemd;

namespace Domar.HostTools.Units;

/// <summary>Waits for the end of one unit, by systemd's signals, across restarts of systemd and of the bus. Reads how it ended, then lets systemd forget it.</summary>
internal sealed class SystemdUnitWatch
{
    private readonly string _name;
    private readonly ISystemd _systemd;
    private readonly IUnitJournal _journal;
    private readonly int _logTailBytes;

    /// <summary>Begins.</summary>
    /// <param name="name">Unit name.</param>
    /// <param name="started">What was started; null for a unit of an earlier run of this program.</param>
    /// <param name="systemd">systemd.</param>
    /// <param name="journal">Where its output is.</param>
    /// <param name="logTailBytes">How much of its output is wanted.</param>
    /// <param name="stop">Gives the watch up.</param>
    public SystemdUnitWatch(string name, UnitState? started, ISystemd systemd, IUnitJournal journal, int logTailBytes, CancellationToken stop)
    {
        (_name, Started, _systemd, _journal, _logTailBytes) = (name, started, systemd, journal, logTailBytes);
        Exit = Task.Run(() => WatchAsync(stop), CancellationToken.None);
    }

    /// <summary>What was started; null for a unit of an earlier run.</summary>
    public UnitState? Started { get; }

    /// <summary>How it ended.</summary>
    public Task<UnitExit> Exit { get; }

    /// <summary>Lets systemd forget a unit that has ended.</summary>
    public static async Task ForgetAsync(ISystemd systemd, string name, UnitProperties? unit, CancellationToken cancellationToken)
    {
        if (unit is { ActiveState: "active" })
        {
            await systemd.StopUnitAsync(name, cancellationToken).ConfigureAwait(false);
        }

        await systemd.ResetFailedUnitAsync(name, cancellationToken).ConfigureAwait(false);
        await systemd.UnrefUnitAsync(name, cancellationToken).ConfigureAwait(false);
    }

    private async Task<UnitExit> WatchAsync(CancellationToken stop)
    {
        var isReferenced = Started is not null;
        await foreach (var change in _systemd.WatchUnitsAsync(_name, stop).ConfigureAwait(false))
        {
            if (change is UnitChange.Changed { ActiveState: null, SubState: null })
            {
                continue;
            }

            try
            {
                if (change is UnitChange.Resynchronized && !isReferenced)
                {
                    // Those of an earlier connection went with it.
                    await _systemd.RefUnitAsync(_name, stop).ConfigureAwait(false);
                }

                isReferenced = false;
                var unit = await _systemd.GetUnitPropertiesAsync(_name, stop).ConfigureAwait(false);
                if (unit is null)
                {
                    return new UnitExit(null, null, "");
                }

                if (SystemdExits.HasEnded(unit))
                {
                    return await FinishAsync(unit, stop).ConfigureAwait(false);
                }
            }
            catch (SystemBusException exception) when (exception.IsTransient)
            {
                // Another Resynchronized follows when it is back.
            }
        }

        throw new OperationCanceledException(stop);
    }

    private async Task<UnitExit> FinishAsync(UnitProperties unit, CancellationToken stop)
    {
        var log = unit.ExecMainStartedAt is { } startedAt
            ? await _journal.ReadOutputAsync(_name, startedAt, _logTailBytes, stop).ConfigureAwait(false)
            : "";
        try
        {
            await ForgetAsync(_systemd, _name, unit, stop).ConfigureAwait(false);
        }
        catch (SystemBusException)
        {
            // The next start of this name finds it ended, and clears it away.
        }

        return SystemdExits.Of(unit, log);
    }
}
