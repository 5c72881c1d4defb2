namespace Domar.HostTools.Dns;

/// <summary>What a name server said.</summary>
/// <param name="Code">RCODE: 0 is "no error", 3 "no such name", 2 "server failure", 5 "refused".</param>
/// <param name="IsCut">Whether the reply was too long for its packet: ask over TCP.</param>
/// <param name="Text">The first TXT record; null for none.</param>
public sealed record DnsTextReply(int Code, bool IsCut, string? Text);
