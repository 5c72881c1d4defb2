namespace Domar.Runtime.Daemon;

/// <summary>What <c>domar daemon</c> was told on its command line.</summary>
/// <param name="StandaloneFolder">State folder of standalone mode; null for the appliance's own.</param>
/// <param name="SocketPath">Where to listen; null for the default of the mode (<c>DIR/api.sock</c> or <c>/run/domar/api.sock</c>).</param>
/// <param name="NodeName">Name of this node; null for the host's name.</param>
/// <param name="LogLevel">Lowest level to log (<c>debug</c>, <c>info</c>, <c>warning</c>, <c>error</c>); null for <c>info</c>.</param>
internal sealed record DaemonOptions(string? StandaloneFolder, string? SocketPath, string? NodeName, string? LogLevel);
