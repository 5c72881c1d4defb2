using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Domar.HostTools.Dns;

/// <summary>
/// Asks name servers for TXT records: .NET cannot, and what <c>resolvectl --json</c> prints is not documented. Asks each server twice over UDP, and over TCP when a reply does not
/// fit.
/// </summary>
/// <param name="servers">The servers, asked anew at each look-up: they change as the network comes up.</param>
/// <param name="patience">How long to wait for one reply.</param>
public sealed class DnsTextClient(Func<IReadOnlyList<IPEndPoint>> servers, TimeSpan patience) : IDnsText
{
    private const int Attempts = 2;
    private const int NoSuchName = 3;

    /// <summary>The port of name servers.</summary>
    public const int Port = 53;

    /// <inheritdoc/>
    public async Task<string?> LookUpAsync(string name, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        foreach (var server in servers().SelectMany(static server => Enumerable.Repeat(server, Attempts)))
        {
            try
            {
                var reply = await AskAsync(server, name, cancellationToken).ConfigureAwait(false);
                if (reply.Code is 0 or NoSuchName)
                {
                    return reply.Text;
                }

                reasons.Add($"{server.Address} failed with code {reply.Code}");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                reasons.Add($"{server.Address} did not answer within {patience.TotalSeconds:0.###} s");
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                reasons.Add($"{server.Address}: {exception.Message}");
            }
            catch (FormatException exception)
            {
                // Also of names that cannot be asked for.
                reasons.Add($"{server.Address}: {exception.Message}");
            }
        }

        throw new DnsException($"Cannot look up the TXT record of '{name}': {(reasons.Count == 0 ? "there is no name server" : string.Join("; ", reasons.Distinct()))}.");
    }

    private async Task<DnsTextReply> AskAsync(IPEndPoint server, string name, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        var query = DnsTextMessage.WriteQuery(id, name);
        var reply = await AskOverUdpAsync(server, id, query, deadline.Token).ConfigureAwait(false);
        return reply.IsCut ? await AskOverTcpAsync(server, id, query, deadline.Token).ConfigureAwait(false) : reply;
    }

    private static async Task<DnsTextReply> AskOverUdpAsync(IPEndPoint server, ushort id, byte[] query, CancellationToken cancellationToken)
    {
        // Connected: the kernel drops what comes from elsewhere.
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        await socket.SendAsync(query, cancellationToken).ConfigureAwait(false);
        var buffer = new byte[ushort.MaxValue];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            try
            {
                return DnsTextMessage.ReadReply(buffer.AsSpan(0, length), id);
            }
            catch (FormatException)
            {
                // Late, forged or damaged: the right one may still come, until the deadline.
            }
        }
    }

    private static async Task<DnsTextReply> AskOverTcpAsync(IPEndPoint server, ushort id, byte[] query, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(server.AddressFamily);
        await client.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        var stream = client.GetStream();
        var message = new byte[query.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)query.Length);
        query.CopyTo(message, 2);
        await stream.WriteAsync(message, cancellationToken).ConfigureAwait(false);
        var head = new byte[2];
        await stream.ReadExactlyAsync(head, cancellationToken).ConfigureAwait(false);
        var reply = new byte[BinaryPrimitives.ReadUInt16BigEndian(head)];
        await stream.ReadExactlyAsync(reply, cancellationToken).ConfigureAwait(false);
        return DnsTextMessage.ReadReply(reply, id);
    }
}
