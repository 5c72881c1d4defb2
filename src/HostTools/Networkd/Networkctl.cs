using System.Globalization;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Networkd;

/// <summary>Runs networkctl(1).</summary>
/// <param name="runner">Runs tools.</param>
/// <param name="stateFolder">Where systemd-networkd keeps its state.</param>
public sealed class Networkctl(IToolRunner runner, string stateFolder = "/run/systemd/netif") : INetworkd
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<NetworkLink>> ListAsync(CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(new ToolCommand("networkctl", ["--json=short", "status"]), cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0
            ? [.. NetworkctlParser.Parse(result.Output).Select(link => link with { Lease = ReadLease(link.Index) })]
            : throw new ToolException($"Cannot read the network's state: networkctl ended with {result.ExitCode}: {result.Error.Trim()}");
    }

    private DhcpLease? ReadLease(int index)
    {
        try
        {
            return DhcpLeaseParser.Parse(File.ReadAllText(Path.Combine(stateFolder, "leases", index.ToString(CultureInfo.InvariantCulture))));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
