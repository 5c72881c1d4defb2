using Domar.HostTools.Exec;

namespace Domar.HostTools.Smartctl;

/// <summary>Runs smartctl.</summary>
/// <param name="runner">Runs tools.</param>
public sealed class Smartctl(IToolRunner runner) : ISmartctl
{
    // Disks answer within a second; one that retries a bad sector, or has to spin up, takes up to 15 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public async Task<SmartSummary> ReadAsync(string device, CancellationToken cancellationToken)
    {
        try
        {
            var result = await runner.RunAsync(new ToolCommand("smartctl", ["--json=c", "-x", device]) { Timeout = Patience }, cancellationToken).ConfigureAwait(false);
            return SmartctlParser.Parse(result.Output, result.ExitCode);
        }
        catch (ToolException exception)
        {
            return new SmartSummary(SmartHealth.Unknown) { Problem = exception.Message };
        }
    }
}
