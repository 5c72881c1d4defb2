using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Domar.HostTools.Qmp;

/// <summary>
/// Unread events. Chatty ones are bounded, the oldest making room; essential ones are kept all. A guest that floods even those (a reset loop with
/// nobody reading) ends the connection rather than the host's memory.
/// </summary>
internal sealed class QmpEventQueue(int capacity) : ChannelReader<QmpEvent>
{
    /// <summary>More essential events than a working reader ever leaves lying: hours of resets.</summary>
    public const int MaxEssential = 65_536;

    private readonly Lock _lock = new();
    private readonly LinkedList<QmpEvent> _all = [];
    private readonly Queue<LinkedListNode<QmpEvent>> _chatty = [];
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<bool>? _waiting;
    private bool _ended;
    private long _dropped;

    /// <summary>How many chatty events were dropped so far.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public override Task Completion => _completion.Task;

    public override bool CanCount => true;

    public override int Count
    {
        get
        {
            lock (_lock)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>Adds an event; false when too many essential ones are unread.</summary>
    public bool TryAdd(QmpEvent item)
    {
        TaskCompletionSource<bool>? waiting;
        lock (_lock)
        {
            var node = _all.AddLast(item);
            if (!item.IsEssential)
            {
                if (_chatty.Count == capacity)
                {
                    _all.Remove(_chatty.Dequeue());
                    Interlocked.Increment(ref _dropped);
                }

                _chatty.Enqueue(node);
            }
            else if (_all.Count - _chatty.Count > MaxEssential)
            {
                _all.RemoveLast();
                return false;
            }

            (waiting, _waiting) = (_waiting, null);
        }

        waiting?.TrySetResult(true);
        return true;
    }

    /// <summary>No more events will come; those that are here can still be read.</summary>
    public void End()
    {
        TaskCompletionSource<bool>? waiting;
        bool empty;
        lock (_lock)
        {
            _ended = true;
            empty = _all.Count == 0;
            (waiting, _waiting) = (_waiting, null);
        }

        waiting?.TrySetResult(false);
        if (empty)
        {
            _completion.TrySetResult();
        }
    }

    public override bool TryRead([MaybeNullWhen(false)] out QmpEvent item)
    {
        bool last;
        lock (_lock)
        {
            if (_all.First is not { } first)
            {
                item = null;
                return false;
            }

            item = first.Value;
            _all.RemoveFirst();
            if (_chatty.TryPeek(out var chatty) && ReferenceEquals(chatty, first))
            {
                _chatty.Dequeue();
            }

            last = _ended && _all.Count == 0;
        }

        if (last)
        {
            _completion.TrySetResult();
        }

        return true;
    }

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_all.Count > 0)
            {
                return new ValueTask<bool>(true);
            }

            if (_ended)
            {
                return new ValueTask<bool>(false);
            }

            _waiting ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask<bool>(_waiting.Task.WaitAsync(cancellationToken));
        }
    }
}
