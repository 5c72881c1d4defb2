using System.Net.Sockets;
using System.Text;

namespace Domar.Runtime.Daemon;

/// <summary>Asks the daemon's own API for its version, over its socket, as a client would.</summary>
internal static class ApiProbe
{
    private static readonly byte[] Request = Encoding.ASCII.GetBytes("GET /api2/json/version HTTP/1.1\r\nHost: domar\r\nConnection: close\r\n\r\n");
    private static readonly byte[] Answer = Encoding.ASCII.GetBytes("HTTP/1.1 200 ");

    /// <summary>Returns when the API has answered 200.</summary>
    /// <exception cref="SocketException">Nobody listens.</exception>
    /// <exception cref="IOException">It answers something else.</exception>
    /// <exception cref="OperationCanceledException">It did not answer in time.</exception>
    public static async Task AskAsync(string socketPath, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken).ConfigureAwait(false);
        using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Request, cancellationToken).ConfigureAwait(false);
        var start = new byte[Answer.Length];
        await stream.ReadExactlyAsync(start, cancellationToken).ConfigureAwait(false);
        if (!start.AsSpan().SequenceEqual(Answer))
        {
            throw new IOException($"The API answers '{Encoding.ASCII.GetString(start)}' instead of 200.");
        }
    }
}
