namespace Domar.HostTools.Units;

/// <summary>
/// Starts and watches long-running processes that outlive this program. Standalone mode runs them directly; on the appliance systemd does.
/// What runs is found out from the host (process table, systemd), never from a file of our own.
/// </summary>
public interface IUnitManager
{
    /// <summary>Starts a unit and returns once the process runs (exec has happened).</summary>
    /// <exception cref="UnitException">The name is in use, or the program could not be started.</exception>
    Task<UnitState> StartAsync(UnitSpec spec, CancellationToken cancellationToken);

    /// <summary>Every unit of this instance that runs now, also those started by an earlier run of this program.</summary>
    Task<IReadOnlyList<UnitState>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Sends a signal to a unit's main process; does nothing when the unit is gone.</summary>
    Task KillAsync(string name, UnitSignal signal, CancellationToken cancellationToken);

    /// <summary>Kills every process of a unit (SIGKILL); does nothing when the unit is gone.</summary>
    Task KillAllAsync(string name, CancellationToken cancellationToken);

    /// <summary>Completes when the unit's main process has ended; at once when it is gone already.</summary>
    Task<UnitExit> WaitForExitAsync(string name, CancellationToken cancellationToken);
}
