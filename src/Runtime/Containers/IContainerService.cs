using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Tasks;
using Domar.HostTools.Exec;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Containers;

/// <summary>
/// What the faces may do with containers. Changes are checked first (<see cref="RequestRefusedException"/>, nothing changed), then run as a task whose
/// id is returned. No call waits for another guest.
/// </summary>
internal interface IContainerService
{
    /// <summary>Every container of this node by id, from memory.</summary>
    IReadOnlyList<ContainerStatus> List();

    /// <summary>One container.</summary>
    ContainerStatus GetStatus(GuestId id);

    /// <summary>A container's config file as parsed.</summary>
    GuestConfig GetConfig(GuestId id);

    /// <summary>Makes a container from a template. Task type <c>vzcreate</c>.</summary>
    Task<Upid> CreateAsync(GuestId id, ContainerRequest request, string user, CancellationToken cancellationToken);

    /// <summary>Changes a container's config; of a running one it becomes pending. Task type <c>vzconfig</c>.</summary>
    Task<Upid> SetConfigAsync(GuestId id, VmConfigChange change, string user, CancellationToken cancellationToken);

    /// <summary>Removes a container and its volumes. Task type <c>vzdestroy</c>.</summary>
    Upid Destroy(GuestId id, bool force, bool skipLock, string user);

    /// <summary>Starts, stops or shuts down. Task types <c>vzstart</c>, <c>vzstop</c>, <c>vzshutdown</c>, <c>vzreboot</c>.</summary>
    Upid Power(GuestId id, GuestRequestKind kind, VmPowerOptions options, string user, bool reboot = false);

    /// <summary>The lxc.conf that a start would use now.</summary>
    Task<string> ShowConfigAsync(GuestId id, CancellationToken cancellationToken);

    /// <summary>Runs a command in a running container, as its root, to its end.</summary>
    /// <exception cref="RequestRefusedException">The container does not run, or the command did not end in time.</exception>
    Task<ToolResult> ExecuteAsync(GuestId id, IReadOnlyList<string> command, ReadOnlyMemory<byte>? input, TimeSpan timeout, CancellationToken cancellationToken);
}
