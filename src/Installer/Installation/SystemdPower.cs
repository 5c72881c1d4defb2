using Domar.HostTools.Exec;

namespace Domar.Installer.Installation;

/// <summary>Asks systemd.</summary>
/// <param name="runner">Runs tools.</param>
internal sealed class SystemdPower(IToolRunner runner) : IPower
{
    /// <inheritdoc/>
    public Task RebootAsync(CancellationToken cancellationToken) => RunAsync("reboot", cancellationToken);

    /// <inheritdoc/>
    public Task PowerOffAsync(CancellationToken cancellationToken) => RunAsync("poweroff", cancellationToken);

    private async Task RunAsync(string verb, CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(new ToolCommand("systemctl", ["--no-block", verb]), cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new ToolException($"systemctl {verb} ended with {result.ExitCode}: {result.Error.Trim()}");
        }
    }
}
