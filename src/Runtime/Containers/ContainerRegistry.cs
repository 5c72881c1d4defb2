using Domar.Core.Primitives;
using Domar.HostTools.Units;
using Domar.Runtime.Daemon;
using Domar.Runtime.Guests;
using Domar.Runtime.Store;
using Microsoft.Extensions.Logging;

namespace Domar.Runtime.Containers;

/// <summary>Every container of this node.</summary>
internal sealed class ContainerRegistry(IConfigStore store, ContainerUnits units, NodeIdentity node, TimeProvider time, ILogger<ContainerRegistry> logger)
    : GuestRegistry(GuestKind.Lxc, store, units.Manager, node, logger)
{
    private const int ConsoleTailBytes = 1024;

    private readonly IUnitManager _units = units.Manager;

    /// <summary>A session for a unit that runs.</summary>
    public ContainerSession NewSession(GuestId id, UnitState unit) => new(unit, WaitForExitAsync(id, unit), time);

    /// <inheritdoc/>
    protected override GuestSession Watch(GuestId id, UnitState unit) => NewSession(id, unit);

    /// <summary>The end of a run, with what the container had printed on its console last: that says more than LXC does.</summary>
    private async Task<UnitExit> WaitForExitAsync(GuestId id, UnitState unit)
    {
        var exit = await _units.WaitForExitAsync(unit.Name, CancellationToken.None).ConfigureAwait(false);
        var console = LogTail.Read(ContainerPlaces.Of(id).ConsoleLog, ConsoleTailBytes).Replace("\r\n", "\n", StringComparison.Ordinal);
        return console.Trim().Length == 0 ? exit : exit with { LogTail = $"{exit.LogTail.TrimEnd()}\nLast on its console: {console}".TrimStart() };
    }
}
