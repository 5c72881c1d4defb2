using Domar.HostTools.Exec;

namespace Domar.HostTools.Udev;

/// <summary>Runs udevadm(8).</summary>
/// <param name="runner">Runs tools.</param>
public sealed class Udevadm(IToolRunner runner) : IUdev
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<UdevDevice>> ListAsync(CancellationToken cancellationToken)
    {
        // One run for all devices. Its --json came with systemd 254, after Debian 12's.
        var result = await runner.RunAsync(new ToolCommand("udevadm", ["info", "--export-db"]), cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0
            ? UdevadmParser.Parse(result.Output)
            : throw new ToolException($"Cannot read udev's database: udevadm ended with {result.ExitCode}: {result.Error.Trim()}");
    }

    /// <inheritdoc/>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(new ToolCommand("udevadm", ["settle", "--timeout=20"]), cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new ToolException($"udev is not done with its devices: udevadm settle ended with {result.ExitCode}{(result.Error.Trim() is { Length: > 0 } words ? $": {words}" : "")}");
        }
    }
}
