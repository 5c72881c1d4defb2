using Domar.Core.Lxc;
using Domar.Core.Primitives;
using Domar.Runtime.Daemon;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Containers;

/// <summary>Where containers have their run-time files, and whether this daemon can run any.</summary>
internal sealed class ContainerPlaces(NodeIdentity node)
{
    /// <summary>Folder that LXC's tools take as <c>lxcpath</c>.</summary>
    public string LxcPath { get; } = Path.Combine(Path.GetDirectoryName(node.RunFolder)!, "lxc");

    /// <summary>A container's files.</summary>
    public LxcPaths Of(GuestId id) => new(LxcPath, id);

    /// <summary>Refuses where there is no systemd to run containers with.</summary>
    /// <exception cref="RequestRefusedException">The daemon runs in standalone mode.</exception>
    public void Require()
    {
        if (node.IsStandalone)
        {
            throw new RequestRefusedException(
                RefusalReason.Conflict,
                "Containers run as systemd units, which a standalone daemon does not use. Run them on the appliance, or with 'domar daemon' where systemd is.");
        }
    }
}
