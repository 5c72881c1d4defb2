using System.Text;
using Domar.Core.Config;
using Domar.Core.Guests;
using Domar.Core.Primitives;
using Domar.Core.Tasks;
using Domar.HostTools.Exec;
using Domar.Runtime.Containers;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Tests.Api;

/// <summary>Containers that exist in memory only; every change is written down as a line in <see cref="Calls"/>.</summary>
internal sealed class FakeContainerService(FakeTaskRunner tasks) : IContainerService
{
    public List<ContainerStatus> Guests { get; } = [];

    public Dictionary<int, string> Configs { get; } = [];

    public List<string> Calls { get; } = [];

    public Exception? Failure { get; set; }

    public ContainerRequest? LastRequest { get; private set; }

    public VmPowerOptions? LastOptions { get; private set; }

    public VmConfigChange? LastChange { get; private set; }

    public static ContainerStatus Container(int id, GuestState state = GuestState.Stopped) => new()
    {
        Id = new GuestId(id),
        Name = $"ct{id}",
        State = state,
        Cpus = 2,
        MaxMemoryBytes = 64 << 20,
        MaxSwapBytes = 32 << 20,
        Pid = state == GuestState.Stopped ? null : 4343,
    };

    public IReadOnlyList<ContainerStatus> List() => Guests;

    public ContainerStatus GetStatus(GuestId id) => Guests.Find(guest => guest.Id == id)
        ?? throw new RequestRefusedException(RefusalReason.NotFound, $"Configuration file 'nodes/testnode/lxc/{id}.conf' does not exist");

    public GuestConfig GetConfig(GuestId id) => GuestConfig.Parse(Configs[id.Value], GuestKind.Lxc, $"{id}.conf");

    public Task<Upid> CreateAsync(GuestId id, ContainerRequest request, string user, CancellationToken cancellationToken)
    {
        LastRequest = request;
        return Task.FromResult(Begin("vzcreate", id));
    }

    public Task<Upid> SetConfigAsync(GuestId id, VmConfigChange change, string user, CancellationToken cancellationToken)
    {
        LastChange = change;
        return Task.FromResult(Begin("vzconfig", id));
    }

    public Upid Destroy(GuestId id, bool force, bool skipLock, string user) => Begin($"vzdestroy{(force ? " force" : "")}", id);

    public Upid Power(GuestId id, GuestRequestKind kind, VmPowerOptions options, string user, bool reboot = false)
    {
        LastOptions = options;
        return Begin($"{kind}{(reboot ? " reboot" : "")}", id);
    }

    public Task<string> ShowConfigAsync(GuestId id, CancellationToken cancellationToken) => Task.FromResult("lxc.uts.name = web\n");

    public Task<ToolResult> ExecuteAsync(
        GuestId id, IReadOnlyList<string> command, ReadOnlyMemory<byte>? input, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Calls.Add($"exec {id} [{string.Join('|', command)}] {(input is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : "-")} {timeout.TotalSeconds}");
        return Failure is null ? Task.FromResult(new ToolResult(3, "out\u00ff", "err")) : throw Failure;
    }

    private Upid Begin(string call, GuestId id)
    {
        Calls.Add($"{call} {id}");
        return Failure is null ? tasks.Add("vz", id.ToString(), "OK").Upid : throw Failure;
    }
}
