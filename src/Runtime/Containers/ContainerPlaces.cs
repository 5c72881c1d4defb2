using Domar.Core.Lxc;
using Domar.Core.Primitives;
using Domar.Runtime.Daemon;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Containers;

/// <summary>Where containers have their run-time files, and whether this daemon can run any.</summary>
internal sealed class ContainerPlaces(NodeIdentity node)
{
    /// <summary>Folder that LXC's tools take as <c>lxcpath</c>.</summary>
    public const string LxcPath = LxcPaths.DefaultRunFolder;

    /// <summary>A container's files.</summary>
    public static LxcPaths Of(GuestId id) => new(LxcPath, id);

    /// <summary>Refuses where there is no systemd to run containers with.</summary>
    /// <exception cref="RequestRefusedException">There is none.</exception>
    public void Require()
    {
        if (!node.HasSystemd)
        {
            throw new RequestRefusedException(
                RefusalReason.Conflict,
                "Containers run as units of systemd, made by root; this daemon has no systemd, or is not root. Run them on the appliance.");
        }
    }
}
