namespace Domar.HostTools.Systemd;

/// <summary>systemd's manager of units. Every method throws <see cref="SystemBusException"/> when the bus or systemd refuses or is away.</summary>
public interface ISystemd
{
    /// <summary>Makes and starts a transient unit (mode <c>fail</c>); returns when its job has ended.</summary>
    /// <exception cref="SystemBusException"><c>org.freedesktop.systemd1.UnitExists</c>: the name is taken, perhaps by a failed unit.</exception>
    Task<JobResult> StartTransientUnitAsync(string name, IReadOnlyList<UnitProperty> properties, CancellationToken cancellationToken);

    /// <summary>Stops a unit; returns when its job has ended. Skipped when it is not loaded.</summary>
    Task<JobResult> StopUnitAsync(string name, CancellationToken cancellationToken);

    /// <summary>Sends a signal; false when there is no such unit or process.</summary>
    Task<bool> KillUnitAsync(string name, KillTarget target, int signal, CancellationToken cancellationToken);

    /// <summary>Lets systemd forget that a unit has failed; does nothing when it is not loaded.</summary>
    Task ResetFailedUnitAsync(string name, CancellationToken cancellationToken);

    /// <summary>Keeps a unit's state from being forgotten at its end, for as long as this connection lives; false when it is not loaded.</summary>
    Task<bool> RefUnitAsync(string name, CancellationToken cancellationToken);

    /// <summary>Gives all references up.</summary>
    Task UnrefUnitAsync(string name, CancellationToken cancellationToken);

    /// <summary>State of a service; null when it is not loaded.</summary>
    Task<UnitProperties?> GetUnitPropertiesAsync(string name, CancellationToken cancellationToken);

    /// <summary>Loaded units with one of the active states and names like one of the patterns (<c>domar-vm-*.service</c>).</summary>
    Task<IReadOnlyList<ListedUnit>> ListUnitsByPatternsAsync(IReadOnlyList<string> states, IReadOnlyList<string> patterns, CancellationToken cancellationToken);

    /// <summary>Changes limits of a running unit, until it ends.</summary>
    Task SetUnitPropertiesAsync(string name, IReadOnlyList<UnitProperty> properties, CancellationToken cancellationToken);

    /// <summary>What happens to units whose names begin so. The first is <see cref="UnitChange.Resynchronized"/>.</summary>
    IAsyncEnumerable<UnitChange> WatchUnitsAsync(string namePrefix, CancellationToken cancellationToken);
}
