namespace Domar.Core.Qemu;

/// <summary>CPU flags by name; a later setting of the same flag replaces the earlier one.</summary>
internal sealed class CpuFlags
{
    private readonly SortedDictionary<string, string> _flags = new(StringComparer.Ordinal);

    // QEMU takes "-" and "_" in names alike.
    public void Set(string name, string text) => _flags[name.Split('=')[0].Replace('-', '_')] = text;

    public IEnumerable<string> Sorted() => _flags.Values;
}
