namespace Domar.HostTools.Qmp;

/// <summary>QEMU did not answer in time. Whether the command was, or will be, carried out is not known; the connection stays.</summary>
/// <param name="message">What was waited for, and for how long.</param>
/// <param name="inner">What failed last while waiting; null for none.</param>
public sealed class QmpTimeoutException(string message, Exception? inner = null) : QmpException(message, inner);
