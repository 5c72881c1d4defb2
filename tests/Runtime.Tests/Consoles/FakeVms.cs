using Domar.Core.Config;
using Domar.Core.Primitives;
using Domar.Core.Tasks;
using Domar.Runtime.Guests;

namespace Domar.Runtime.Tests.Consoles;

/// <summary>VMs of which only consoles are asked.</summary>
internal sealed class FakeVms(Func<GuestId, string?, Stream> open) : IVmService
{
    public IReadOnlyList<VmStatus> List() => throw new NotSupportedException();

    public Task<VmStatus> GetStatusAsync(GuestId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public GuestConfig GetConfig(GuestId id) => throw new NotSupportedException();

    public GuestId NextId(GuestId? wanted) => throw new NotSupportedException();

    public Task<Upid> CreateAsync(GuestId id, IReadOnlyDictionary<string, string> settings, bool start, string user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Upid> SetConfigAsync(GuestId id, VmConfigChange change, string user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Upid Destroy(GuestId id, VmDestroyOptions options, string user) => throw new NotSupportedException();

    public Upid Start(GuestId id, VmPowerOptions options, string user) => throw new NotSupportedException();

    public Upid Stop(GuestId id, VmPowerOptions options, string user) => throw new NotSupportedException();

    public Upid Shutdown(GuestId id, VmPowerOptions options, string user) => throw new NotSupportedException();

    public Upid Reboot(GuestId id, VmPowerOptions options, string user) => throw new NotSupportedException();

    public Upid Reset(GuestId id, VmPowerOptions options, string user) => throw new NotSupportedException();

    public Upid Suspend(GuestId id, VmPowerOptions options, string user) => throw new NotSupportedException();

    public Upid Resume(GuestId id, VmPowerOptions options, string user) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> ShowCommandAsync(GuestId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Stream> OpenConsoleAsync(GuestId id, string? port, CancellationToken cancellationToken) => Task.FromResult(open(id, port));
}
