using Domar.Core.Primitives;
using Domar.HostTools.Units;
using Domar.Runtime.Daemon;
using Domar.Runtime.Store;
using Microsoft.Extensions.Logging;

namespace Domar.Runtime.Guests;

/// <summary>Every VM of this node.</summary>
internal sealed class VmRegistry(
    IConfigStore store, IUnitManager units, NodeIdentity node, GuestTimings timings, TimeProvider time, ILogger<VmRegistry> logger)
    : GuestRegistry(GuestKind.Qemu, store, units, node, logger)
{
    private readonly IUnitManager _units = units;
    private readonly NodeIdentity _node = node;

    /// <summary>A session for a unit that runs. Sockets are where a plan puts them: by id in the run folder.</summary>
    public VmSession NewSession(GuestId id, UnitState unit)
    {
        var serials = new Dictionary<string, string>();
        var section = Find(id)?.Config?.Current;
        var paths = new Core.Qemu.QemuPaths(_node.RunFolder, id);
        foreach (var (index, value) in section?.Indexed("serial") ?? [])
        {
            if (value == "socket")
            {
                serials.Add($"serial{index}", paths.Serial(index));
            }
        }

        return new VmSession(
            unit, _units.WaitForExitAsync(unit.Name, CancellationToken.None), paths.Qmp, serials, timings, time, logger);
    }

    /// <inheritdoc/>
    protected override GuestSession Watch(GuestId id, UnitState unit) => NewSession(id, unit);
}
