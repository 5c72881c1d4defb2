using Domar.HostTools.Units;

namespace Domar.Runtime.Containers;

/// <summary>Where containers run. A type of its own while VMs run elsewhere: they are the daemon's own processes still.</summary>
internal sealed class ContainerUnits(IUnitManager manager)
{
    /// <summary>The manager of their units.</summary>
    public IUnitManager Manager { get; } = manager;
}
