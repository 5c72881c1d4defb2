namespace Domar.HostTools.Qmp;

/// <summary>What came over the connection is not QMP. The connection is of no more use.</summary>
/// <param name="message">What was wrong.</param>
/// <param name="inner">The parser's error; null for none.</param>
public sealed class QmpProtocolException(string message, Exception? inner = null) : QmpException(message, inner);
