using Domar.HostTools.Exec;

namespace Domar.HostTools.Storage;

/// <summary>Waits by asking udev whether it is done.</summary>
/// <param name="runner">Runs tools.</param>
public sealed class UdevDeviceNodes(IToolRunner runner) : IDeviceNodes
{
    private const int SettleSeconds = 20;

    /// <inheritdoc/>
    public async Task WaitForAsync(string path, CancellationToken cancellationToken)
    {
        if (Path.Exists(path))
        {
            return;
        }

        await runner.RunAsync(
            new ToolCommand("udevadm", ["settle", $"--timeout={SettleSeconds}", $"--exit-if-exists={path}"]) { Timeout = TimeSpan.FromSeconds(SettleSeconds + 10) },
            cancellationToken).ConfigureAwait(false);
        if (!Path.Exists(path))
        {
            throw new ToolException($"The device '{path}' did not appear within {SettleSeconds} s. Look with 'udevadm monitor' and 'dmesg' for why.");
        }
    }
}
