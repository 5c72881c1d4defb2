using Domar.Core.Primitives;
using Domar.HostTools.Units;
using Domar.Runtime.Daemon;
using Domar.Runtime.Guests;
using Domar.Runtime.Store;
using Microsoft.Extensions.Logging;

namespace Domar.Runtime.Containers;

/// <summary>Every container of this node.</summary>
internal sealed class ContainerRegistry(IConfigStore store, ContainerUnits units, NodeIdentity node, ILogger<ContainerRegistry> logger)
    : GuestRegistry(GuestKind.Lxc, store, units.Manager, node, logger)
{
    private readonly IUnitManager _units = units.Manager;

    /// <summary>A session for a unit that runs.</summary>
    public ContainerSession NewSession(UnitState unit) => new(unit, _units.WaitForExitAsync(unit.Name, CancellationToken.None));

    /// <inheritdoc/>
    protected override GuestSession Watch(GuestId id, UnitState unit) => NewSession(unit);
}
