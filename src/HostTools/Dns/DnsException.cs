namespace Domar.HostTools.Dns;

/// <summary>A name could not be looked up: no server answered, or none with what can be used. That a name has no record is no exception.</summary>
/// <param name="message">What, why.</param>
/// <param name="inner">The cause.</param>
public sealed class DnsException(string message, Exception? inner = null) : Exception(message, inner);
