using System.Buffers;
using System.Net.Sockets;

namespace Domar.HostTools.Qmp;

/// <summary>
/// Sends commands whole and in order. Whoever finds nobody sending sends, also what others add meanwhile; a caller that gives up its call never
/// cuts a command in the middle.
/// </summary>
internal sealed class QmpSender(Stream stream, int maxQueuedBytes)
{
    private const int KeptBufferBytes = 16 * 1024;

    private readonly Lock _lock = new();
    private ArrayBufferWriter<byte> _queue = new();
    private ArrayBufferWriter<byte> _spare = new();
    private bool _sending;

    /// <summary>Queues a command; false when too much is queued already.</summary>
    public bool TrySend(in QmpCommand command)
    {
        // Before the lock: arguments that turn out not to be JSON must leave no half a command in the queue.
        var bytes = new ArrayBufferWriter<byte>();
        command.WriteTo(bytes);
        lock (_lock)
        {
            if (_queue.WrittenCount > 0 && _queue.WrittenCount + bytes.WrittenCount > maxQueuedBytes)
            {
                return false;
            }

            _queue.Write(bytes.WrittenSpan);
            if (_sending)
            {
                return true;
            }

            _sending = true;
        }

        _ = SendAsync();
        return true;
    }

    private async Task SendAsync()
    {
        while (true)
        {
            ArrayBufferWriter<byte> batch;
            lock (_lock)
            {
                if (_queue.WrittenCount == 0)
                {
                    _sending = false;
                    return;
                }

                batch = _queue;
                _queue = _spare;
            }

            try
            {
                // Not the callers' tokens: see the class. The end of the connection ends it.
                await stream.WriteAsync(batch.WrittenMemory, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
            {
                // The reading side sees the same end and tells all callers; _sending stays, so that nothing is sent any more.
                return;
            }

            batch.ResetWrittenCount();
            _spare = batch.Capacity <= KeptBufferBytes ? batch : new ArrayBufferWriter<byte>();
        }
    }
}
