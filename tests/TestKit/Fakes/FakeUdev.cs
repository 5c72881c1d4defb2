using Domar.HostTools.Exec;
using Domar.HostTools.Udev;

namespace Domar.TestKit.Fakes;

/// <summary>A host whose udev knows these devices; null is a host without udev.</summary>
public sealed class FakeUdev(IReadOnlyList<UdevDevice>? devices) : IUdev
{
    public Task<IReadOnlyList<UdevDevice>> ListAsync(CancellationToken cancellationToken) =>
        devices is null ? Task.FromException<IReadOnlyList<UdevDevice>>(new ToolException("there is no udev.")) : Task.FromResult(devices);

    /// <summary>How often it was waited for.</summary>
    public int Settled { get; private set; }

    public Task SettleAsync(CancellationToken cancellationToken)
    {
        Settled++;
        return devices is null ? Task.FromException(new ToolException("there is no udev.")) : Task.CompletedTask;
    }
}
