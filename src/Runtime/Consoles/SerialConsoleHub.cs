using System.Buffers;
using System.Net.Sockets;

namespace Domar.Runtime.Consoles;

/// <summary>
/// Holds the only connection to a serial port of a running VM (QEMU's Unix socket takes one client) and shares it: what the port prints goes to every
/// viewer, and what any viewer types goes to the port. Reads always, whether anybody looks or not, so that the guest never blocks on its console, and keeps
/// the last output for those who come later. Connects again until it is disposed: QEMU may be a moment late, or the daemon early.
/// </summary>
internal sealed class SerialConsoleHub : IAsyncDisposable
{
    /// <summary>How much of the past a new viewer sees.</summary>
    public const int ReplayBytes = 32 * 1024;

    private const int ReadBytes = 8 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly string _socketPath;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly ByteRing _past = new(ReplayBytes);
    private readonly List<ConsoleViewer> _viewers = [];
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource<Socket> _connected = NewConnection();
    private Task _run = Task.CompletedTask;
    private bool _isEnded;

    private SerialConsoleHub(string socketPath, ILogger logger, TimeProvider time)
    {
        _socketPath = socketPath;
        _logger = logger;
        _time = time;
    }

    /// <summary>Viewers at the moment.</summary>
    public int ViewerCount
    {
        get
        {
            lock (_gate)
            {
                return _viewers.Count;
            }
        }
    }

    /// <summary>Starts to connect and to read.</summary>
    /// <param name="socketPath">QEMU's socket of the port; it need not be there yet.</param>
    /// <param name="logger">Where transitions go.</param>
    /// <param name="time">The clock of the pauses between attempts; null for the system's.</param>
    public static SerialConsoleHub Start(string socketPath, ILogger logger, TimeProvider? time = null)
    {
        var hub = new SerialConsoleHub(socketPath, logger, time ?? TimeProvider.System);
        hub._run = hub.RunAsync(hub._stop.Token);
        return hub;
    }

    /// <summary>A stream on the port that begins with what it printed last. Dispose it to leave.</summary>
    public ConsoleViewer OpenViewer()
    {
        lock (_gate)
        {
            // Under one lock with Publish: nothing is missing or doubled between the past and the present.
            var viewer = new ConsoleViewer(this, _past.ToArray());
            if (_isEnded)
            {
                viewer.End();
            }
            else
            {
                _viewers.Add(viewer);
            }

            return viewer;
        }
    }

    /// <summary>Leaves the port; every viewer reads what it has and then the end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        lock (_gate)
        {
            _isEnded = true;
            _viewers.ForEach(viewer => viewer.End());
            _viewers.Clear();
        }
    }

    internal void Remove(ConsoleViewer viewer)
    {
        lock (_gate)
        {
            _ = _viewers.Remove(viewer);
        }
    }

    /// <summary>Sends input to the port; waits while the guest does not take any. Input of one call is not mixed with another's.</summary>
    internal async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            await _sending.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Ended(e);
        }

        try
        {
            while (!bytes.IsEmpty)
            {
                var socket = await Volatile.Read(ref _connected).Task.WaitAsync(either.Token).ConfigureAwait(false);
                bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, either.Token).ConfigureAwait(false)..];
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Ended(e);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The connection broke while sending: as with a real serial line, what was under way is lost.
            Log.InputLost(_logger, _socketPath, bytes.Length);
        }
        finally
        {
            _sending.Release();
        }
    }

    private static IOException Ended(Exception inner) => new("The VM's console has ended.", inner);

    private static TaskCompletionSource<Socket> NewConnection() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        // The caller, a supervisor, is not to wait for the first attempt.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var pause = FirstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socketPath), cancellationToken).ConfigureAwait(false);
                pause = FirstPause;
                Log.Connected(_logger, _socketPath);
                _connected.SetResult(socket);
                try
                {
                    await ReadAsync(socket, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    Volatile.Write(ref _connected, NewConnection());
                }

                Log.Closed(_logger, _socketPath);
            }
            catch (SocketException e)
            {
                // Not there yet, or gone: each is tried again, and who knows that the VM ended disposes this hub.
                Log.Unreachable(_logger, _socketPath, e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task ReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Waits without a buffer: a hundred silent consoles hold none.
            _ = await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
            try
            {
                var count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    return;
                }

                Publish(buffer.AsSpan(0, count));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private void Publish(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _past.AppendOverOldest(bytes);
            foreach (var viewer in _viewers)
            {
                viewer.Push(bytes);
            }
        }
    }
}
