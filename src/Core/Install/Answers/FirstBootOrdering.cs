namespace Domar.Core.Install.Answers;

/// <summary>When the first-boot program runs.</summary>
public enum FirstBootOrdering
{
    /// <summary>When everything is up (systemd's multi-user.target).</summary>
    FullyUp,

    /// <summary>Before there is a network (network-pre.target).</summary>
    BeforeNetwork,

    /// <summary>When the network is up (network-online.target).</summary>
    NetworkOnline,
}
