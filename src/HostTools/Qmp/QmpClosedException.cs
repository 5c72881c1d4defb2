namespace Domar.HostTools.Qmp;

/// <summary>The connection ended before the answer: QEMU is gone, or the client was disposed, or the connection broke (see the inner exception).</summary>
/// <param name="message">What was going on.</param>
/// <param name="inner">Why the connection broke; null when it was closed.</param>
public sealed class QmpClosedException(string message, Exception? inner = null) : QmpException(message, inner);
