namespace Domar.Runtime.Api;

/// <summary>Figures of this node. Both members answer from memory or /proc: they never wait for a guest, a storage or a tool.</summary>
internal interface INodeStatusSource
{
    /// <summary>The host's figures now.</summary>
    NodeStatus GetStatus();

    /// <summary>The daemon's own state now.</summary>
    DaemonState GetDaemonState();
}
