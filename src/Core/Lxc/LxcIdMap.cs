using Domar.Core.Config;
using Domar.Core.Containers;
using Domar.Core.Qemu;

namespace Domar.Core.Lxc;

/// <summary>The users and groups of a container as its configuration has them.</summary>
public static class LxcIdMap
{
    /// <summary>Reads <c>unprivileged</c> and <c>lxc.idmap</c>.</summary>
    /// <exception cref="PlanException">The lines make no map.</exception>
    public static ContainerIdMap Of(ConfigSection config)
    {
        var ranges = IdMapPlanner.Read(config, allowed: null);
        return new ContainerIdMap([.. Of(ranges, isGroup: false)], [.. Of(ranges, isGroup: true)]);
    }

    private static IEnumerable<ContainerIdRange> Of(IReadOnlyList<IdMapRange> ranges, bool isGroup) => ranges
        .Where(range => range.IsGroup == isGroup).Select(static range => new ContainerIdRange((uint)range.First, (uint)range.HostFirst, (uint)range.Count));
}
