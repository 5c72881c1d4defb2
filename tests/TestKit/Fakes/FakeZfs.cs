using Domar.HostTools.Exec;
using Domar.HostTools.Zfs;
using Domar.TestKit.Files;

namespace Domar.TestKit.Fakes;

/// <summary>A pool <c>rpool</c> with a file system <c>rpool/data</c> in memory, which behaves and complains as ZFS does.</summary>
public sealed class FakeZfs : IZfs
{
    private int _seconds;
    private int _changes;
    private int _cutAt;

    /// <summary>1 GiB, of which 100 MiB are used.</summary>
    public FakeZfs() => Datasets["rpool/data"] = new ZfsDataset
    {
        Name = "rpool/data",
        IsVolume = false,
        SizeBytes = 0,
        UsedBytes = 100 << 20,
        AvailableBytes = 924 << 20,
        ReferencedBytes = 24576,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Datasets by full name.</summary>
    public SortedDictionary<string, ZfsDataset> Datasets { get; } = new(StringComparer.Ordinal);

    /// <summary>Snapshots with what was on the dataset, by full name.</summary>
    public Dictionary<string, (ZfsSnapshot Snapshot, string Content)> Snapshots { get; } = [];

    /// <summary>What is on the datasets.</summary>
    public Dictionary<string, string> Content { get; } = [];

    /// <summary>Datasets that somebody has open.</summary>
    public HashSet<string> InUse { get; } = [];

    /// <summary>State of the pool; null when it is not imported.</summary>
    public string? Health { get; set; } = "ONLINE";

    /// <summary>Whether the pool's disks are there, so that it can be imported.</summary>
    public bool CanImport { get; set; } = true;

    /// <summary>Whether nothing more can be made.</summary>
    public bool IsFull { get; set; }

    /// <summary>The last volume that was made.</summary>
    public ZfsVolumeCreate? LastCreate { get; private set; }

    /// <summary>Called before a volume is made, to be faster than the caller.</summary>
    public Action? BeforeCreate { get; set; }

    /// <summary>The process is dead from the n-th change on (1 is the next); 0 for never.</summary>
    public void CutAt(int change) => (_changes, _cutAt) = (0, change);

    /// <summary>What the volumes were marked with is now a dead process' mark.</summary>
    public void Restart()
    {
        CutAt(0);
        foreach (var dataset in Datasets.Values.Where(dataset => dataset.Making is not null).ToList())
        {
            Datasets[dataset.Name] = dataset with { Making = "0" };
        }
    }

    public Task<ZfsPool?> FindPoolAsync(string pool, CancellationToken cancellationToken) =>
        Task.FromResult(Health is null || pool != "rpool" ? null : new ZfsPool(pool, Health, 2L << 30, 1L << 30));

    public Task ImportAsync(string pool, CancellationToken cancellationToken) => ChangeAsync(() =>
        Health = CanImport && pool == "rpool" ? "ONLINE" : throw new ToolException($"Cannot import pool '{pool}': no such pool available"));

    public Task<IReadOnlyList<ZfsDataset>> ListAsync(string dataset, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ZfsDataset>>(Health switch
    {
        null => [],
        "SUSPENDED" => throw new ToolException($"Cannot list '{dataset}': pool I/O is currently suspended"),
        _ => [.. Datasets.Values.Where(other => other.Name == dataset || Path.GetDirectoryName(other.Name) == dataset)],
    });

    public Task<IReadOnlyList<ZfsSnapshot>> ListSnapshotsAsync(string dataset, CancellationToken cancellationToken)
    {
        Find(dataset);
        return Task.FromResult<IReadOnlyList<ZfsSnapshot>>([.. Of(dataset).OrderBy(snapshot => snapshot.Transaction)]);
    }

    public Task CreateVolumeAsync(ZfsVolumeCreate request, CancellationToken cancellationToken)
    {
        BeforeCreate?.Invoke();
        return ChangeAsync(() =>
        {
            LastCreate = request;
            Add(new ZfsDataset
            {
                Name = request.Name,
                IsVolume = true,
                SizeBytes = request.SizeBytes,
                UsedBytes = 12288,
                AvailableBytes = 0,
                ReferencedBytes = 12288,
                CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(++_seconds),
                Making = request.Making,
            });
        });
    }

    public Task CreateFileSystemAsync(string dataset, long quotaBytes, CancellationToken cancellationToken) => ChangeAsync(() => Add(new ZfsDataset
    {
        Name = dataset,
        IsVolume = false,
        SizeBytes = quotaBytes,
        UsedBytes = 24576,
        AvailableBytes = quotaBytes,
        ReferencedBytes = 24576,
        CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(++_seconds),
    }));

    public Task SetAsync(string dataset, string property, string value, CancellationToken cancellationToken) =>
        ChangeAsync(() => Datasets[dataset] = Find(dataset) with { SizeBytes = long.Parse(value) });

    public Task InheritAsync(string dataset, string property, CancellationToken cancellationToken) => ChangeAsync(() => Datasets[dataset] = Find(dataset) with { Making = null });

    public Task SnapshotAsync(string dataset, string snapshot, CancellationToken cancellationToken) => ChangeAsync(() =>
    {
        Find(dataset);
        if (!Snapshots.TryAdd($"{dataset}@{snapshot}", (new ZfsSnapshot(snapshot, DateTimeOffset.UnixEpoch, ++_seconds), Content.GetValueOrDefault(dataset, ""))))
        {
            throw new ToolException($"Cannot make snapshot '{dataset}@{snapshot}': dataset already exists");
        }
    });

    public Task RollBackAsync(string dataset, string snapshot, CancellationToken cancellationToken) => ChangeAsync(() =>
    {
        Find(dataset);
        Content[dataset] = Of(dataset).MaxBy(other => other.Transaction)?.Name == snapshot
            ? Snapshots[$"{dataset}@{snapshot}"].Content
            : throw new ToolException($"Cannot roll back to '{dataset}@{snapshot}': more recent snapshots or bookmarks exist");
    });

    public Task DestroyAsync(string name, CancellationToken cancellationToken) => ChangeAsync(() =>
    {
        if (Snapshots.Remove(name))
        {
            return;
        }

        Find(name);
        if (InUse.Contains(name))
        {
            throw new ToolException($"Cannot remove '{name}': dataset is busy");
        }

        if (Datasets.Values.Any(other => other.Origin?.Split('@')[0] == name))
        {
            throw new ToolException($"Cannot remove '{name}': volume has dependent clones");
        }

        Datasets.Remove(name);
        foreach (var snapshot in Snapshots.Keys.Where(key => key.StartsWith($"{name}@", StringComparison.Ordinal)).ToList())
        {
            Snapshots.Remove(snapshot);
        }
    });

    private IEnumerable<ZfsSnapshot> Of(string dataset) =>
        Snapshots.Where(pair => pair.Key.StartsWith($"{dataset}@", StringComparison.Ordinal)).Select(pair => pair.Value.Snapshot);

    private Task ChangeAsync(Action change)
    {
        _changes++;
        if (_cutAt > 0 && _changes >= _cutAt)
        {
            throw new ProcessCutException();
        }

        change();
        return Task.CompletedTask;
    }

    private void Add(ZfsDataset dataset)
    {
        if (IsFull)
        {
            throw new NoSpaceException($"Cannot make volume '{dataset.Name}': there is not enough space. (ZFS: out of space)");
        }

        if (!Datasets.TryAdd(dataset.Name, dataset))
        {
            throw new ToolException($"Cannot make volume '{dataset.Name}': dataset already exists");
        }
    }

    private ZfsDataset Find(string name) => Datasets.GetValueOrDefault(name) ?? throw new ToolException($"'{name}': dataset does not exist");
}
