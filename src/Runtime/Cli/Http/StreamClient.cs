using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Domar.Runtime.Consoles;
using Nerdbank.Streams;

namespace Domar.Runtime.Cli.Http;

/// <summary>The client's side of a connection that carries streams, see <see cref="StreamSession"/>.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private readonly MultiplexingStream _streams;
    private readonly MultiplexingStream.Channel _control;

    private StreamClient(Stream transport)
    {
        _streams = MultiplexingStream.Create(transport, StreamSession.CreateOptions());
        _control = _streams.AcceptChannel(0);
    }

    /// <summary>Connects to the daemon.</summary>
    /// <exception cref="CliException">No daemon, or it refuses.</exception>
    public static StreamClient Connect(string socketPath, TimeSpan timeout)
    {
        var connection = UnixConnection.Open(socketPath, timeout);
        try
        {
            connection.Send(Encoding.ASCII.GetBytes(
                $"GET {StreamEndpoint.Path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: {StreamEndpoint.Protocol}\r\n\r\n"));
            var response = connection.Reader.Read();
            if (response.Status != 101)
            {
                throw ApiError.Read(response);
            }

            if (!connection.Reader.Rest.IsEmpty)
            {
                // The daemon is silent until the first request.
                throw new BadAnswerException("it spoke before it was asked");
            }

            return new StreamClient(new NetworkStream(connection.TakeSocket(), ownsSocket: true));
        }
        catch (Exception e) when (e is SocketException or BadAnswerException)
        {
            connection.Dispose();
            throw new CliException(ExitCode.Unreachable, $"The daemon at {socketPath} did not open a stream: {e.Message}.", inner: e);
        }
        catch (CliException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A client over any transport.</summary>
    internal static StreamClient Over(Stream transport) => new(transport);

    /// <summary>Opens a stream. One call at a time.</summary>
    /// <param name="name">See <see cref="StreamName"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The stream, and how many of its first bytes are of the past.</returns>
    /// <exception cref="CliException">It was refused, or the connection broke.</exception>
    public async Task<(IDuplexPipe Pipe, int ReplayBytes)> OpenAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var request = JsonSerializer.SerializeToUtf8Bytes(new StreamRequest(name), StreamJson.Default.StreamRequest);
            _ = await _control.Output.WriteAsync((byte[])[.. request, (byte)'\n'], cancellationToken).ConfigureAwait(false);
            var line = await StreamSession.ReadLineAsync(_control.Input, cancellationToken).ConfigureAwait(false) ??
                throw new IOException("the connection was closed");
            var reply = JsonSerializer.Deserialize(line, StreamJson.Default.StreamReply);
            return reply is { Ok: true, Channel: { } channel }
                ? (_streams.AcceptChannel(channel), reply.Replay ?? 0)
                : throw new CliException(ExitCode.Failed, reply?.Error ?? "The daemon refused without a reason.");
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidDataException or InvalidOperationException or ObjectDisposedException)
        {
            throw new CliException(ExitCode.Unreachable, $"The daemon did not open {name}: {e.Message}.", inner: e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _streams.DisposeAsync().ConfigureAwait(false);
}
