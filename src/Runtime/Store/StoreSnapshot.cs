using System.Collections.Immutable;

namespace Domar.Runtime.Store;

/// <summary>All files of the store as last seen. Immutable: readers take no lock.</summary>
internal sealed class StoreSnapshot
{
    private readonly ImmutableDictionary<string, ImmutableSortedDictionary<string, StoreEntry>> _folders;

    private StoreSnapshot(ImmutableDictionary<string, ImmutableSortedDictionary<string, StoreEntry>> folders) => _folders = folders;

    public static StoreSnapshot Empty { get; } =
        new(ImmutableDictionary.Create<string, ImmutableSortedDictionary<string, StoreEntry>>(StringComparer.Ordinal));

    public IEnumerable<StoreEntry> All => _folders.Values.SelectMany(folder => folder.Values);

    public static StoreSnapshot Of(IEnumerable<StoreEntry> entries) => new(entries
        .GroupBy(entry => StorePath.Folder(entry.Path), StringComparer.Ordinal)
        .ToImmutableDictionary(
            folder => folder.Key,
            folder => folder.ToImmutableSortedDictionary(entry => entry.Path, entry => entry, StringComparer.Ordinal),
            StringComparer.Ordinal));

    public StoreEntry? Find(string path) => _folders.GetValueOrDefault(StorePath.Folder(path))?.GetValueOrDefault(path);

    public IReadOnlyList<StoreEntry> Folder(string folder) => _folders.TryGetValue(folder, out var entries) ? [.. entries.Values] : [];

    public StoreSnapshot With(StoreEntry entry)
    {
        var folder = StorePath.Folder(entry.Path);
        var entries = _folders.GetValueOrDefault(folder) ?? ImmutableSortedDictionary.Create<string, StoreEntry>(StringComparer.Ordinal);
        return new StoreSnapshot(_folders.SetItem(folder, entries.SetItem(entry.Path, entry)));
    }

    public StoreSnapshot Without(string path)
    {
        var folder = StorePath.Folder(path);
        return _folders.TryGetValue(folder, out var entries) ? new StoreSnapshot(_folders.SetItem(folder, entries.Remove(path))) : this;
    }
}
