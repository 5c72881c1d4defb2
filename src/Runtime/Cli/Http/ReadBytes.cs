namespace Domar.Runtime.Cli.Http;

/// <summary>Reads at least one byte into a buffer; 0 at the end of the connection.</summary>
internal delegate int ReadBytes(Span<byte> buffer);
