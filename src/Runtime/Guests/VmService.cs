using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Tasks;

namespace Domar.Runtime.Guests;

/// <summary>What the faces may do with VMs: each call goes to the part that does it.</summary>
internal sealed class VmService(
    VmRegistry registry, VmCreator creator, VmConfigurator configurator, VmDestroyer destroyer, VmPower power, VmLauncher launcher, VmStatusReader reader)
    : IVmService
{
    public IReadOnlyList<VmStatus> List() => [.. registry.Entries.OrderBy(guest => guest.Id).Select(reader.Read)];

    public Task<VmStatus> GetStatusAsync(GuestId id, CancellationToken cancellationToken) => reader.ReadFreshAsync(registry.Get(id), cancellationToken);

    public GuestConfig GetConfig(GuestId id) => registry.Get(id).RequireConfig();

    public GuestId NextId(GuestId? wanted)
    {
        if (wanted is { } id)
        {
            return registry.IsUsed(id)
                ? throw new RequestRefusedException(
                    RefusalReason.BadParameter, $"VM {id} already exists", new Dictionary<string, string> { ["vmid"] = $"VM {id} already exists" })
                : id;
        }

        for (var value = GuestId.Min; value <= GuestId.Max; value++)
        {
            if (!registry.IsUsed(new GuestId(value)))
            {
                return new GuestId(value);
            }
        }

        throw new RequestRefusedException(RefusalReason.Conflict, "every guest id is in use");
    }

    public Task<Upid> CreateAsync(
        GuestId id, IReadOnlyDictionary<string, string> settings, bool start, string user, CancellationToken cancellationToken) =>
        creator.CreateAsync(id, settings, start, user, cancellationToken);

    public Task<Upid> SetConfigAsync(GuestId id, VmConfigChange change, string user, CancellationToken cancellationToken) =>
        configurator.SetAsync(id, change, user, cancellationToken);

    public Upid Destroy(GuestId id, VmDestroyOptions options, string user) => destroyer.Destroy(id, options, user);

    public Upid Start(GuestId id, VmPowerOptions options, string user) => power.Begin(id, GuestRequestKind.Start, options, user);

    public Upid Stop(GuestId id, VmPowerOptions options, string user) => power.Begin(id, GuestRequestKind.Stop, options, user);

    public Upid Shutdown(GuestId id, VmPowerOptions options, string user) => power.Begin(id, GuestRequestKind.Shutdown, options, user);

    public Upid Reboot(GuestId id, VmPowerOptions options, string user) => power.Begin(id, GuestRequestKind.Shutdown, options, user, reboot: true);

    public Upid Reset(GuestId id, VmPowerOptions options, string user) => power.Begin(id, GuestRequestKind.Reset, options, user);

    public Upid Suspend(GuestId id, VmPowerOptions options, string user) => power.Begin(id, GuestRequestKind.Suspend, options, user);

    public Upid Resume(GuestId id, VmPowerOptions options, string user) => power.Begin(id, GuestRequestKind.Resume, options, user);

    public async Task<IReadOnlyList<string>> ShowCommandAsync(GuestId id, CancellationToken cancellationToken)
    {
        var config = registry.ReadFresh(id);
        var plan = await launcher.PlanAsync(id, PendingChanges.Apply(config).Current, cancellationToken).ConfigureAwait(false);
        return [plan.Program, .. plan.Arguments];
    }

    public Task<Stream> OpenConsoleAsync(GuestId id, string? port, CancellationToken cancellationToken)
    {
        var guest = registry.Get(id);
        if (guest.Supervisor.Session is not VmSession session)
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"VM {id} is not running; start it with 'domar vm start {id}'");
        }

        if (session.Consoles.Count == 0)
        {
            throw new RequestRefusedException(
                RefusalReason.Conflict, $"VM {id} has no serial console; add one with 'domar vm set {id} --serial0 socket' and restart it");
        }

        var name = port ?? session.Consoles.Keys.Order(StringComparer.Ordinal).First();
        return session.Consoles.TryGetValue(name, out var hub)
            ? Task.FromResult<Stream>(hub.OpenViewer())
            : throw new RequestRefusedException(
                RefusalReason.BadParameter, $"VM {id} has no serial console '{name}'; it has {string.Join(", ", session.Consoles.Keys.Order(StringComparer.Ordinal))}");
    }
}
