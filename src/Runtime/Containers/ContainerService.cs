using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Tasks;
using Domar.HostTools.Exec;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Containers;

/// <summary>What the faces may do with containers: each call goes to the part that does it.</summary>
internal sealed class ContainerService(
    ContainerRegistry registry, ContainerCreator creator, ContainerConfigurator configurator, ContainerDestroyer destroyer, ContainerPower power,
    ContainerLauncher launcher, ContainerStatusReader reader, ContainerTools lxc) : IContainerService
{
    public IReadOnlyList<ContainerStatus> List() => [.. registry.Entries.OrderBy(guest => guest.Id).Select(reader.Read)];

    public ContainerStatus GetStatus(GuestId id) => reader.Read(registry.Get(id));

    public GuestConfig GetConfig(GuestId id) => registry.Get(id).RequireConfig();

    public Task<Upid> CreateAsync(GuestId id, ContainerRequest request, string user, CancellationToken cancellationToken) =>
        creator.CreateAsync(id, request, user, cancellationToken);

    public Task<Upid> SetConfigAsync(GuestId id, VmConfigChange change, string user, CancellationToken cancellationToken) =>
        configurator.SetAsync(id, change, user, cancellationToken);

    public Upid Destroy(GuestId id, bool force, bool skipLock, string user) => destroyer.Destroy(id, force, skipLock, user);

    public Upid Power(GuestId id, GuestRequestKind kind, VmPowerOptions options, string user, bool reboot = false) =>
        power.Begin(id, kind, options, user, reboot);

    public async Task<string> ShowConfigAsync(GuestId id, CancellationToken cancellationToken) =>
        (await launcher.PlanAsync(id, PendingChanges.Apply(registry.ReadFresh(id)).Current, cancellationToken).ConfigureAwait(false)).ConfigText;

    public Task<ToolResult> ExecuteAsync(
        GuestId id, IReadOnlyList<string> command, ReadOnlyMemory<byte>? input, TimeSpan timeout, CancellationToken cancellationToken) =>
        lxc.ExecuteAsync(id, command, input, timeout, cancellationToken);
}
