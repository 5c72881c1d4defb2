using System.Text;

namespace Domar.Runtime.Consoles;

/// <summary>
/// One viewer of a serial port: reads give what the port prints, beginning with what it printed last; writes go to the port. Ends (0 bytes) when the hub
/// ends. One reader and one writer at a time. A viewer that does not read loses output and is told so where it is missing; nobody waits for it.
/// </summary>
internal sealed class ConsoleViewer : Stream
{
    private const int BufferBytes = 256 * 1024;

    private readonly SerialConsoleHub _hub;
    private readonly Lock _gate = new();
    private readonly ByteRing _output = new(BufferBytes);
    private TaskCompletionSource? _waiting;
    private long _lost;
    private bool _isEnded;

    internal ConsoleViewer(SerialConsoleHub hub, byte[] replay)
    {
        _hub = hub;
        ReplayBytes = replay.Length;
        _ = _output.Append(replay);
    }

    /// <summary>How many of the first bytes were printed before this viewer came.</summary>
    public int ReplayBytes { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            TaskCompletionSource waiting;
            lock (_gate)
            {
                if (_output.Count == 0 && _lost > 0)
                {
                    _ = _output.Append(Encoding.ASCII.GetBytes($"\r\n[domar: {_lost} bytes lost]\r\n"));
                    _lost = 0;
                }

                if (_output.Count > 0)
                {
                    return _output.Take(buffer.Span);
                }

                if (_isEnded)
                {
                    return 0;
                }

                waiting = _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            await waiting.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _hub.SendAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Output of the port, from the hub's read loop: never waits.</summary>
    internal void Push(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return;
            }

            // Once something is missing, all that follows is, until the viewer has read up: so there is one gap, and the notice stands in it.
            var taken = _lost > 0 ? 0 : _output.Append(bytes);
            _lost += bytes.Length - taken;
            Wake();
        }
    }

    /// <summary>No more output comes.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _isEnded = true;
            Wake();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hub.Remove(this);
            End();
        }

        base.Dispose(disposing);
    }

    private void Wake()
    {
        _waiting?.TrySetResult();
        _waiting = null;
    }
}
