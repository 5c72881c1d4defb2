namespace Domar.Runtime.Daemon;

/// <summary>Who this daemon is and where it keeps things.</summary>
/// <param name="Node">Node name: the short host name.</param>
/// <param name="StateFolder">Absolute path: config store (<c>config/</c>), tasks (<c>tasks/</c>), default storage (<c>storage/</c>).</param>
/// <param name="RunFolder">Absolute path for sockets, pid files and logs of guests.</param>
/// <param name="SocketPath">Absolute path of the API socket.</param>
/// <param name="IsStandalone">Whether it runs without systemd, supervising processes directly.</param>
internal sealed record NodeIdentity(string Node, string StateFolder, string RunFolder, string SocketPath, bool IsStandalone)
{
    /// <summary>Whether systemd runs this host and this daemon is root, so that containers can have units of their own.</summary>
    public bool HasSystemd { get; init; }
}
