using Domar.HostTools.Exec;

namespace Domar.HostTools.Networkd;

/// <summary>What systemd-networkd has set up.</summary>
public interface INetworkd
{
    /// <summary>All network interfaces with their addresses.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">networkctl is not there or failed.</exception>
    Task<IReadOnlyList<NetworkLink>> ListAsync(CancellationToken cancellationToken);
}
