using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Domar.HostTools.Qmp;

/// <summary>
/// A connection to QEMU's monitor (QMP). One loop reads; replies are matched to calls by id, so that calls may overlap; every call has a deadline.
/// A QEMU that is silent costs its callers their deadline and nobody else anything.
/// </summary>
public sealed class QmpClient : IAsyncDisposable
{
    /// <summary>How many bytes of commands may wait for a QEMU that does not read; far more than all that a guest is ever sent at once.</summary>
    private const int MaxQueuedBytes = 8 * 1024 * 1024;

    private readonly QmpOptions _options;
    private readonly Stream _stream;
    private readonly QmpSender _sender;
    private readonly QmpEventQueue _events;
    private readonly ConcurrentDictionary<long, Pending> _pending = new();
    private readonly TaskCompletionSource<QmpGreeting> _greeting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private QmpClosedException? _closed;
    private bool _disposed;
    private long _lastId;

    private QmpClient(Stream stream, QmpOptions options)
    {
        _options = options;
        _stream = stream;
        _sender = new QmpSender(stream, MaxQueuedBytes);
        _events = new QmpEventQueue(options.EventCapacity);
        _ = ReadAsync();
    }

    /// <summary>What QEMU said of itself.</summary>
    public QmpGreeting Greeting { get; private set; } = new(new Version(0, 0), "", []);

    /// <summary>Events, in order. For one reader. Ends when the connection does, after the last event.</summary>
    public ChannelReader<QmpEvent> Events => _events;

    /// <summary>How many events of the chatty kinds were dropped because nobody read them.</summary>
    public long DroppedEvents => _events.Dropped;

    /// <summary>
    /// Completes when the connection has ended: successfully when QEMU closed it or this client was disposed, with <see cref="QmpProtocolException"/>
    /// when something other than QMP came, with <see cref="IOException"/> when it broke.
    /// </summary>
    public Task Completion => _completion.Task;

    /// <summary>Connects to a QMP socket, waits for the greeting and leaves the negotiation mode. A socket that is not there yet, or not listening yet, is tried again.</summary>
    /// <param name="socketPath">Absolute path; at most 107 bytes, the limit of Unix sockets.</param>
    /// <param name="options">Deadlines and limits.</param>
    /// <param name="cancellationToken">Cancels the connecting, for example because QEMU has ended.</param>
    /// <exception cref="QmpTimeoutException">The deadline has passed. The message says what was missing.</exception>
    /// <exception cref="QmpClosedException">QEMU closed the connection before it was established.</exception>
    /// <exception cref="ArgumentException">The path is too long for a socket.</exception>
    public static async Task<QmpClient> ConnectAsync(string socketPath, QmpOptions options, CancellationToken cancellationToken)
    {
        var started = options.Time.GetTimestamp();
        var socket = await QmpConnector.ConnectAsync(socketPath, options, cancellationToken).ConfigureAwait(false);
        var left = options.ConnectTimeout - options.Time.GetElapsedTime(started);
        return await HandshakeAsync(new NetworkStream(socket, ownsSocket: true), socketPath, left, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same over a stream that is connected already; the client owns the stream.</summary>
    /// <param name="stream">A duplex stream.</param>
    /// <param name="options">Deadlines and limits.</param>
    /// <param name="cancellationToken">Cancels the negotiation.</param>
    /// <inheritdoc cref="ConnectAsync" path="/exception"/>
    public static Task<QmpClient> AttachAsync(Stream stream, QmpOptions options, CancellationToken cancellationToken) =>
        HandshakeAsync(stream, "the given stream", options.ConnectTimeout, options, cancellationToken);

    /// <summary>Runs a command and returns what it returns.</summary>
    /// <param name="command">For example <c>query-status</c>.</param>
    /// <param name="arguments">Its arguments; null for none.</param>
    /// <param name="timeout">How long to wait; null for <see cref="QmpOptions.CommandTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up the waiting; whether QEMU carries the command out is then not known.</param>
    /// <exception cref="QmpErrorException">QEMU refused it.</exception>
    /// <exception cref="QmpTimeoutException">QEMU did not answer in time.</exception>
    /// <exception cref="QmpClosedException">The connection has ended.</exception>
    public Task<JsonElement> ExecuteAsync(string command, JsonObject? arguments = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        ExecuteAsync(command, arguments, default, timeout, cancellationToken);

    /// <summary>The same with arguments that are JSON text in UTF-8 already, for example of a launch plan.</summary>
    /// <param name="command">For example <c>device_add</c>.</param>
    /// <param name="argumentsUtf8">A JSON object; empty for none.</param>
    /// <param name="timeout">How long to wait; null for <see cref="QmpOptions.CommandTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up the waiting.</param>
    /// <exception cref="JsonException">The arguments are not JSON; nothing was sent.</exception>
    /// <inheritdoc cref="ExecuteAsync(string, JsonObject?, TimeSpan?, CancellationToken)" path="/exception"/>
    public Task<JsonElement> ExecuteRawAsync(string command, ReadOnlyMemory<byte> argumentsUtf8, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        ExecuteAsync(command, null, argumentsUtf8, timeout, cancellationToken);

    /// <summary>Ends the connection; calls under way fail with <see cref="QmpClosedException"/>. QEMU runs on.</summary>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _stream.DisposeAsync().ConfigureAwait(false);
        await _completion.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<QmpClient> HandshakeAsync(Stream stream, string peer, TimeSpan left, QmpOptions options, CancellationToken cancellationToken)
    {
        var client = new QmpClient(stream, options);
        try
        {
            var started = options.Time.GetTimestamp();
            client.Greeting = await client._greeting.Task.WaitAsync(Positive(left), options.Time, cancellationToken).ConfigureAwait(false);
            left -= options.Time.GetElapsedTime(started);
            await client.ExecuteAsync("qmp_capabilities", null, Positive(left), cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch (TimeoutException exception)
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw new QmpTimeoutException(
                $"QEMU at {peer} sent no greeting within {options.ConnectTimeout.TotalSeconds:0.###} s. It hangs, or another client holds its monitor (it serves one at a time).", exception);
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.FromMilliseconds(1);

    private async Task<JsonElement> ExecuteAsync(string command, JsonObject? arguments, ReadOnlyMemory<byte> raw, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var id = Interlocked.Increment(ref _lastId);
        var pending = new Pending(command);
        _pending[id] = pending;
        try
        {
            // After the entry is there: the end of the connection fails all entries that it finds, so that one of the two sees the other.
            ThrowIfClosed(command);
            if (!_sender.TrySend(new QmpCommand(id, command, arguments, raw)))
            {
                throw new QmpTimeoutException($"QEMU has stopped reading its commands: '{command}' was not sent because {MaxQueuedBytes} bytes wait already.");
            }

            var limit = timeout ?? _options.CommandTimeout;
            try
            {
                return await pending.Source.Task.WaitAsync(limit, _options.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw new QmpTimeoutException($"QEMU did not answer '{command}' within {limit.TotalSeconds:0.###} s.");
            }
        }
        finally
        {
            _pending.TryRemove(id, out _);
        }
    }

    private void ThrowIfClosed(string command)
    {
        if (Volatile.Read(ref _closed) is { } closed)
        {
            throw new QmpClosedException($"'{command}' was not sent: {closed.Message}", closed.InnerException);
        }
    }

    private async Task ReadAsync()
    {
        // Zero-byte reads: an idle connection holds no buffer.
        var reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true, useZeroByteReads: true));
        Exception? failure = null;
        try
        {
            long searched = 0;
            while (true)
            {
                var result = await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                var buffer = result.Buffer;
                while (buffer.Slice(searched).PositionOf((byte)'\n') is { } end)
                {
                    Handle(buffer.Slice(0, end));
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                    searched = 0;
                }

                searched = buffer.Length;
                if (searched > _options.MaxMessageBytes)
                {
                    throw new QmpProtocolException($"QEMU sent a message longer than {_options.MaxMessageBytes} bytes.");
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }

            if (searched > 0)
            {
                failure = new QmpProtocolException($"QEMU closed the connection in the middle of a message ({searched} bytes).");
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or QmpProtocolException)
        {
            // A reset is how the kernel ends a connection to a killed process that had unread commands.
            failure = _disposed || exception is IOException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset } } ? null : exception;
        }

        await reader.CompleteAsync().ConfigureAwait(false);
        await EndAsync(failure).ConfigureAwait(false);
    }

    private void Handle(in ReadOnlySequence<byte> line)
    {
        if (line.IsEmpty)
        {
            return;
        }

        var message = QmpMessage.Parse(line);
        if (message.Event is { } item)
        {
            if (!_events.TryAdd(item))
            {
                throw new QmpProtocolException($"QEMU sent more than {QmpEventQueue.MaxEssential} events that nobody read; the last is '{item.Name}'.");
            }
        }
        else if (message.Greeting is { } greeting)
        {
            _greeting.TrySetResult(greeting);
        }
        else if (message.Id is not { } id)
        {
            throw new QmpProtocolException($"QEMU answered no command in particular: {message.Error?.Description ?? "a reply without an id"}");
        }
        else if (id < 1 || id > Interlocked.Read(ref _lastId))
        {
            throw new QmpProtocolException($"QEMU answered command {id}, which was never sent.");
        }
        else if (_pending.TryRemove(id, out var pending))
        {
            Complete(pending, message);
        }

        // Otherwise its caller has given up already.
    }

    private static void Complete(Pending pending, in QmpMessage message)
    {
        if (message.Error is { } error)
        {
            pending.Source.TrySetException(new QmpErrorException(pending.Command, error.Class, error.Description));
        }
        else
        {
            pending.Source.TrySetResult(message.Return!.Value);
        }
    }

    private async Task EndAsync(Exception? failure)
    {
        var reason = failure?.Message ?? (_disposed ? "the connection was closed." : "QEMU closed the connection.");
        Volatile.Write(ref _closed, new QmpClosedException(reason, failure));
        await _stream.DisposeAsync().ConfigureAwait(false);
        var greeting = new QmpClosedException($"No greeting came: {reason}", failure);
        if (_greeting.TrySetException(greeting))
        {
            _ = _greeting.Task.Exception;
        }

        foreach (var id in _pending.Keys)
        {
            if (_pending.TryRemove(id, out var pending))
            {
                pending.Source.TrySetException(new QmpClosedException($"'{pending.Command}' was not answered: {reason}", failure));
                _ = pending.Source.Task.Exception;
            }
        }

        _events.End();
        if (failure is null)
        {
            _completion.TrySetResult();
        }
        else
        {
            _completion.TrySetException(failure);
            _ = _completion.Task.Exception; // nobody has to look
        }
    }

    private sealed class Pending(string command)
    {
        public string Command { get; } = command;

        public TaskCompletionSource<JsonElement> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
