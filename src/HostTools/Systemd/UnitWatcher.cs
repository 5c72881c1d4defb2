using System.Text;
using System.Threading.Channels;

namespace Domar.HostTools.Systemd;

/// <summary>What has happened to some units and was not read yet. When that is too much, it is forgotten, and said so.</summary>
internal sealed class UnitWatcher(string namePrefix, Action<UnitWatcher> onDisposed) : IDisposable
{
    private const int Capacity = 1024;
    private readonly Channel<UnitChange> _changes = Channel.CreateBounded<UnitChange>(Capacity);
    private int _isOverfull;

    /// <summary>How the names begin.</summary>
    public string NamePrefix { get; } = namePrefix;

    /// <summary>How the paths of their objects begin.</summary>
    public ReadOnlyMemory<byte> PathPrefix { get; } =
        Encoding.UTF8.GetBytes(namePrefix.Length == 0 ? "/org/freedesktop/systemd1/unit/" : UnitPath.Of(namePrefix));

    /// <summary>Adds a change; never waits.</summary>
    public void Add(UnitChange change)
    {
        if (!_changes.Writer.TryWrite(change))
        {
            Volatile.Write(ref _isOverfull, 1);
        }
    }

    /// <summary>The next change.</summary>
    public async Task<UnitChange> NextAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isOverfull, 0) == 1)
        {
            while (_changes.Reader.TryRead(out _))
            {
            }

            return new UnitChange.Resynchronized();
        }

        return await _changes.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => onDisposed(this);
}
