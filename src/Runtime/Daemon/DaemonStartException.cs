namespace Domar.Runtime.Daemon;

/// <summary>The daemon cannot start; the message says why and what to do.</summary>
internal sealed class DaemonStartException(string message, Exception? inner = null) : Exception(message, inner);
