namespace Domar.Bench;

/// <summary>Times of one thing, in milliseconds.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    /// <summary>Notes one.</summary>
    public void Add(TimeSpan time) => _values.Add(time.TotalMilliseconds);

    /// <summary>All of them, in order of measurement.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>The middle one; the mean of the two in the middle when their number is even.</summary>
    public double Median
    {
        get
        {
            var sorted = _values.Order().ToArray();
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }
}
