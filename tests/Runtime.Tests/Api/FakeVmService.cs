using Domar.Core.Config;
using Domar.Core.Guests;
using Domar.Core.Primitives;
using Domar.Core.Tasks;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Tests.Api;

/// <summary>VMs that exist in memory only; every change is written down as a line in <see cref="Calls"/>.</summary>
internal sealed class FakeVmService(FakeTaskRunner tasks) : IVmService
{
    public List<VmStatus> Guests { get; } = [];

    public Dictionary<int, string> Configs { get; } = [];

    public List<string> Calls { get; } = [];

    public Exception? Failure { get; set; }

    public VmConfigChange? LastChange { get; private set; }

    public VmPowerOptions? LastOptions { get; private set; }

    public VmDestroyOptions? LastDestroy { get; private set; }

    public IReadOnlyDictionary<string, string>? LastSettings { get; private set; }

    public static VmStatus Vm(int id, GuestState state = GuestState.Stopped) => new()
    {
        Id = new GuestId(id),
        Name = $"vm{id}",
        State = state,
        QmpStatus = state == GuestState.Stopped ? "stopped" : "running",
        Cpus = 2,
        MaxMemoryBytes = 64 << 20,
        Pid = state == GuestState.Stopped ? null : 4242,
        UptimeSeconds = state == GuestState.Stopped ? 0 : 17,
    };

    public IReadOnlyList<VmStatus> List() => Failure is null ? Guests : throw Failure;

    public Task<VmStatus> GetStatusAsync(GuestId id, CancellationToken cancellationToken) => Task.FromResult(Find(id));

    public GuestId NextId(GuestId? wanted)
    {
        if (wanted is { } id)
        {
            return Guests.Exists(vm => vm.Id == id) ? throw new RequestRefusedException(RefusalReason.Conflict, $"VM {id} exists.") : id;
        }

        var next = GuestId.Min;
        while (Guests.Exists(vm => vm.Id.Value == next))
        {
            next++;
        }

        return new GuestId(next);
    }

    public async Task<Upid> CreateAsync(
        GuestId id, IReadOnlyDictionary<string, string> settings, bool start, string user, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Guests.Exists(vm => vm.Id == id))
        {
            throw new RequestRefusedException(RefusalReason.Conflict, $"Cannot create VM {id}: it exists already. 'domar vm list' shows all.");
        }

        LastSettings = settings;
        Guests.Add(Vm(id.Value));
        return Run("qmcreate", id, user, $"start={start}");
    }

    public async Task<Upid> SetConfigAsync(GuestId id, VmConfigChange change, string user, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Find(id);
        LastChange = change;
        return Run("qmconfig", id, user);
    }

    public Upid Destroy(GuestId id, VmDestroyOptions options, string user)
    {
        LastDestroy = options;
        Guests.Remove(Find(id));
        return Run("qmdestroy", id, user);
    }

    public Upid Start(GuestId id, VmPowerOptions options, string user) => Power("qmstart", id, options, user);

    public Upid Stop(GuestId id, VmPowerOptions options, string user) => Power("qmstop", id, options, user);

    public Upid Shutdown(GuestId id, VmPowerOptions options, string user) => Power("qmshutdown", id, options, user);

    public Upid Reboot(GuestId id, VmPowerOptions options, string user) => Power("qmreboot", id, options, user);

    public Upid Reset(GuestId id, VmPowerOptions options, string user) => Power("qmreset", id, options, user);

    public Upid Suspend(GuestId id, VmPowerOptions options, string user) => Power("qmsuspend", id, options, user);

    public Upid Resume(GuestId id, VmPowerOptions options, string user) => Power("qmresume", id, options, user);

    public Task<IReadOnlyList<string>> ShowCommandAsync(GuestId id, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(["/usr/bin/qemu-system-x86_64", "-name", Find(id).Name]);

    public GuestConfig GetConfig(GuestId id)
    {
        Find(id);
        return GuestConfig.Parse(Configs.GetValueOrDefault(id.Value, ""), GuestKind.Qemu, $"{id}.conf");
    }

    public Task<Stream> OpenConsoleAsync(GuestId id, string? port, CancellationToken cancellationToken) => Task.FromResult(Stream.Null);

    private Upid Power(string type, GuestId id, VmPowerOptions options, string user)
    {
        Find(id);
        LastOptions = options;
        return Run(type, id, user);
    }

    private Upid Run(string type, GuestId id, string user, string more = "")
    {
        Calls.Add($"{type} {id} {user} {more}".TrimEnd());
        return tasks.Start(type, id.ToString(), user, (_, _) => Task.CompletedTask);
    }

    private VmStatus Find(GuestId id)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        return Guests.Find(vm => vm.Id == id) ??
            throw new RequestRefusedException(RefusalReason.NotFound, $"VM {id} does not exist. 'domar vm list' shows those there are.");
    }
}
