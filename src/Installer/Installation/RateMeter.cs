namespace Domar.Installer.Installation;

/// <summary>Rate and time left, from bytes over time; smooth enough to read.</summary>
/// <param name="time">Clock.</param>
internal sealed class RateMeter(TimeProvider time)
{
    // How fast an old rate is forgotten.
    private const double MemorySeconds = 3;

    private long _at;
    private long _bytes;
    private bool _begun;

    /// <summary>Bytes per second; null while nothing is known.</summary>
    public double? BytesPerSecond { get; private set; }

    /// <summary>Takes what is done by now.</summary>
    public void Add(long doneBytes)
    {
        var seconds = time.GetElapsedTime(_at).TotalSeconds;
        if (_begun && doneBytes > _bytes && seconds > 0)
        {
            var rate = (doneBytes - _bytes) / seconds;
            var weight = 1 - Math.Exp(-seconds / MemorySeconds);
            BytesPerSecond = BytesPerSecond is { } old ? old + ((rate - old) * weight) : rate;
        }
        else if (_begun)
        {
            // Between copies nothing is written: that says nothing of the disk.
            _at = time.GetTimestamp();
            return;
        }

        (_at, _bytes, _begun) = (time.GetTimestamp(), doneBytes, true);
    }

    /// <summary>Time left for so many bytes; null while the rate is not known.</summary>
    public TimeSpan? TimeFor(long bytes) => BytesPerSecond is { } rate and > 0 ? TimeSpan.FromSeconds(Math.Min(bytes / rate, 359_999)) : null;
}
