namespace Domar.Runtime.Cli.Http;

/// <summary>One answer of the daemon.</summary>
/// <param name="Status">Status code.</param>
/// <param name="Reason">Reason phrase, which Proxmox's API uses for the error text.</param>
/// <param name="Body">The whole body.</param>
/// <param name="KeepAlive">Whether the connection may carry another request.</param>
internal sealed record HttpResponse(int Status, string Reason, ReadOnlyMemory<byte> Body, bool KeepAlive);
