using Domar.Runtime.Store;

namespace Domar.Runtime.Tests.Api;

/// <summary>Files in memory; changes are not watched.</summary>
internal sealed class FakeConfigStore : IConfigStore
{
    public SortedDictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    public StoreEntry? Read(string path) => Files.TryGetValue(path, out var text) ? new StoreEntry(path, text, "0") : null;

    public IReadOnlyList<StoreEntry> ReadFolder(string folder) =>
        [.. Files.Where(file => Path.GetDirectoryName(file.Key) == folder).Select(file => new StoreEntry(file.Key, file.Value, "0"))];

    public StoreEntry Write(string path, string text, string? expectedVersion)
    {
        Files[path] = text;
        return new StoreEntry(path, text, "0");
    }

    public void Delete(string path, string expectedVersion) => Files.Remove(path);

    public async IAsyncEnumerable<StoreChange> WatchAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }
}
