using Domar.HostTools.Smartctl;

namespace Domar.TestKit.Fakes;

/// <summary>Disks that say this of their health; others say nothing.</summary>
public sealed class FakeSmartctl(IReadOnlyDictionary<string, SmartSummary> summaries) : ISmartctl
{
    /// <summary>Disks that say nothing.</summary>
    public FakeSmartctl()
        : this(new Dictionary<string, SmartSummary>())
    {
    }

    public Task<SmartSummary> ReadAsync(string device, CancellationToken cancellationToken) =>
        Task.FromResult(summaries.GetValueOrDefault(device) ?? new SmartSummary(SmartHealth.Unknown));
}
