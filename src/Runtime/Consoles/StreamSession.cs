using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Domar.Runtime.Guests;
using Nerdbank.Streams;

namespace Domar.Runtime.Consoles;

/// <summary>
/// The daemon's side of one upgraded connection: a Nerdbank.Streams <see cref="MultiplexingStream"/> (protocol 3) whose seeded channel 0 is the control
/// channel. On it each side writes lines of JSON: <c>{"open":"console/qemu/100/serial0"}</c> is answered, in order, by
/// <c>{"ok":true,"channel":N,"replay":B}</c> or <c>{"error":"..."}</c>. Channel N is the daemon's and waits to be accepted by the client.
/// </summary>
internal sealed class StreamSession
{
    private const int MaxLineBytes = 1024;
    private const int MaxStreams = 32;

    private readonly MultiplexingStream _streams;
    private readonly IVmService _vms;
    private readonly ILogger _logger;
    private readonly List<Task> _pumps = [];

    private StreamSession(MultiplexingStream streams, IVmService vms, ILogger logger)
    {
        _streams = streams;
        _vms = vms;
        _logger = logger;
    }

    /// <summary>How both sides set up the connection.</summary>
    public static MultiplexingStream.Options CreateOptions() =>
        new() { ProtocolMajorVersion = 3, SeededChannels = { new MultiplexingStream.ChannelOptions() } };

    /// <summary>Serves a connection until the client leaves or the token is cancelled.</summary>
    public static async Task RunAsync(Stream transport, IVmService vms, ILogger logger, CancellationToken cancellationToken)
    {
        var streams = MultiplexingStream.Create(transport, CreateOptions());
        await using (streams.ConfigureAwait(false))
        {
            // Clients open streams through the control channel only.
            streams.ChannelOffered += (_, offer) => streams.RejectChannel(offer.QualifiedId.Id);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var session = new StreamSession(streams, vms, logger);
            try
            {
                await session.ServeAsync(streams.AcceptChannel(0), end.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or InvalidDataException or ObjectDisposedException or InvalidOperationException)
            {
                // However a client leaves, or what it sends that is none of the protocol: its connection ends, nothing else does.
                Log.SessionEnded(logger, e.Message);
            }
            finally
            {
                await end.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(session._pumps).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(MultiplexingStream.Channel control, CancellationToken cancellationToken)
    {
        while (await ReadLineAsync(control.Input, cancellationToken).ConfigureAwait(false) is { } line)
        {
            var reply = await AnswerAsync(line, cancellationToken).ConfigureAwait(false);
            var bytes = JsonSerializer.SerializeToUtf8Bytes(reply, StreamJson.Default.StreamReply);
            _ = await control.Output.WriteAsync((byte[])[.. bytes, (byte)'\n'], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The next line without its end; null at the end of the channel.</summary>
    /// <exception cref="InvalidDataException">It is too long.</exception>
    internal static async Task<byte[]?> ReadLineAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = read.Buffer.Slice(0, end).ToArray();
                input.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            if (read.Buffer.Length > MaxLineBytes)
            {
                throw new InvalidDataException("a line of the control channel is too long");
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    private async Task<StreamReply> AnswerAsync(byte[] line, CancellationToken cancellationToken)
    {
        string? wanted;
        try
        {
            wanted = JsonSerializer.Deserialize(line, StreamJson.Default.StreamRequest)?.Open;
        }
        catch (JsonException)
        {
            return new StreamReply { Error = "This is no request of the control channel: it is a line like {\"open\":\"console/qemu/100/serial0\"}." };
        }

        if (!StreamName.TryParse(wanted, out var name))
        {
            return new StreamReply { Error = $"There is no stream '{Shorten(wanted)}': its name has the form console/qemu/VMID or console/qemu/VMID/serial0." };
        }

        _pumps.RemoveAll(pump => pump.IsCompleted);
        if (_pumps.Count >= MaxStreams)
        {
            return new StreamReply { Error = $"This connection has {MaxStreams} open streams already. Close one, or connect again." };
        }

        try
        {
            var console = await _vms.OpenConsoleAsync(name.Guest, name.Port, cancellationToken).ConfigureAwait(false);
            var channel = _streams.CreateChannel();
            _pumps.Add(PumpAsync(console, channel, cancellationToken));
            return new StreamReply { Ok = true, Channel = channel.QualifiedId.Id, Replay = (console as ConsoleViewer)?.ReplayBytes };
        }
        catch (Exception e) when (e is RequestRefusedException or IOException)
        {
            return new StreamReply { Error = e.Message };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.OpenFailed(_logger, e, name.ToString());
            return new StreamReply { Error = $"Cannot open {name}: {e.Message}" };
        }
    }

    private static async Task PumpAsync(Stream console, MultiplexingStream.Channel channel, CancellationToken cancellationToken)
    {
        // Either end may leave first: the client by closing its channel, the console by ending.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using (console.ConfigureAwait(false))
        {
            var output = CopyAsync(() => console.CopyToAsync(channel.Output, end.Token));
            var input = CopyAsync(() => channel.Input.CopyToAsync(console, end.Token));

            // A client that sends no more (input ends) may go on looking; a console that prints no more has ended.
            _ = await Task.WhenAny(output, channel.Completion).ConfigureAwait(false);
            await channel.Output.CompleteAsync().ConfigureAwait(false);
            await end.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(output, input).ConfigureAwait(false);
            await channel.Input.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static async Task CopyAsync(Func<Task> copy)
    {
        try
        {
            await copy().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The other end has gone: that is how streams end.
            return;
        }
    }

    private static string Shorten(string? text) => text is null ? "" : text.Length <= 60 ? text : text[..57] + "...";
}
