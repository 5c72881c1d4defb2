using System.Threading.Channels;

namespace Domar.Runtime.Guests;

/// <summary>The one channel that a supervisor reads: events before stops before other requests, each in order of arrival. Requests are bounded;
/// events are few by nature (one per transition, look or QMP event) and must not be lost.</summary>
internal sealed class GuestMailbox
{
    /// <summary>How many requests may wait for one guest.</summary>
    public const int MaxRequests = 64;

    private readonly Channel<GuestMessage> _channel = Channel.CreateUnboundedPrioritized(
        new UnboundedPrioritizedChannelOptions<GuestMessage> { SingleReader = true, Comparer = new ByPriority() });

    private long _sequence;
    private int _requests;

    public ChannelReader<GuestMessage> Reader => _channel.Reader;

    /// <summary>Adds an event; false when the supervisor has ended.</summary>
    public bool Post(GuestEvent message)
    {
        message.Sequence = Interlocked.Increment(ref _sequence);
        return _channel.Writer.TryWrite(message);
    }

    /// <summary>Adds a request; false when too many wait or the supervisor has ended.</summary>
    public bool TryRequest(GuestRequest request)
    {
        if (Interlocked.Increment(ref _requests) > MaxRequests)
        {
            Interlocked.Decrement(ref _requests);
            return false;
        }

        request.Sequence = Interlocked.Increment(ref _sequence);
        return _channel.Writer.TryWrite(request);
    }

    /// <summary>Says that a request has been answered, which makes room for another.</summary>
    public void RequestDone() => Interlocked.Decrement(ref _requests);

    public void Complete() => _channel.Writer.TryComplete();

    private sealed class ByPriority : IComparer<GuestMessage>
    {
        public int Compare(GuestMessage? x, GuestMessage? y)
        {
            var byPriority = x!.Priority.CompareTo(y!.Priority);
            return byPriority != 0 ? byPriority : x.Sequence.CompareTo(y.Sequence);
        }
    }
}
