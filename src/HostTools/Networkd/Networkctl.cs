using System.Globalization;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Networkd;

/// <summary>Runs networkctl(1).</summary>
/// <param name="runner">Runs tools.</param>
/// <param name="stateFolder">Where systemd-networkd keeps its state.</param>
public sealed class Networkctl(IToolRunner runner, string stateFolder = "/run/systemd/netif") : INetworkd
{
    private const string HostNameKey = "HOSTNAME=";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NetworkLink>> ListAsync(CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(new ToolCommand("networkctl", ["--json=short", "status"]), cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0
            ? [.. NetworkctlParser.Parse(result.Output).Select(link => link with { DhcpHostName = ReadHostName(link.Index) })]
            : throw new ToolException($"Cannot read the network's state: networkctl ended with {result.ExitCode}: {result.Error.Trim()}");
    }

    /// <summary>
    /// The host name is in no output of networkctl (systemd 257), only in the lease's file, whose form systemd does not promise. An image has one version of systemd, and its
    /// test reads a recorded file; without the line there is no name.
    /// </summary>
    private string? ReadHostName(int index)
    {
        try
        {
            var line = File.ReadLines(Path.Combine(stateFolder, "leases", index.ToString(CultureInfo.InvariantCulture)))
                .FirstOrDefault(static line => line.StartsWith(HostNameKey, StringComparison.Ordinal));
            return line?[HostNameKey.Length..].Trim() is { Length: > 0 } name ? name : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
