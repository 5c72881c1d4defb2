using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Domar.Runtime.Store;

/// <summary>Hands changes to any number of watchers. A slow watcher holds at most one change per file: the latest.</summary>
internal sealed class ChangeFeed
{
    private readonly Lock _lock = new();
    private readonly List<Subscription> _subscriptions = [];

    public void Publish(StoreChange change)
    {
        lock (_lock)
        {
            foreach (var subscription in _subscriptions)
            {
                subscription.Add(change);
            }
        }
    }

    /// <summary>Listens from this call on, not from the first element asked for.</summary>
    public IAsyncEnumerable<StoreChange> Subscribe(CancellationToken cancellationToken)
    {
        var subscription = new Subscription();
        lock (_lock)
        {
            _subscriptions.Add(subscription);
        }

        return Enumerate(subscription, cancellationToken);
    }

    private async IAsyncEnumerable<StoreChange> Enumerate(
        Subscription subscription, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                yield return await subscription.NextAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            lock (_lock)
            {
                _subscriptions.Remove(subscription);
            }
        }
    }

    private sealed class Subscription
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, StoreChange> _latest = new(StringComparer.Ordinal);

        // Holds each path once, in the order of their first change.
        private readonly Channel<string> _order = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });

        public void Add(StoreChange change)
        {
            lock (_lock)
            {
                if (_latest.TryAdd(change.Path, change))
                {
                    _order.Writer.TryWrite(change.Path);
                }
                else
                {
                    _latest[change.Path] = change;
                }
            }
        }

        public async ValueTask<StoreChange> NextAsync(CancellationToken cancellationToken)
        {
            var path = await _order.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                _latest.Remove(path, out var change);
                return change!;
            }
        }
    }
}
