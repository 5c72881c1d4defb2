using Domar.HostTools.Exec;
using Domar.HostTools.Lvm;
using Domar.TestKit.Files;

namespace Domar.TestKit.Fakes;

/// <summary>A volume group <c>pve</c> in memory, whose thin pool <c>data</c> behaves and complains as LVM does.</summary>
public sealed class FakeLvmVolumes : ILvmVolumes
{
    private const long Extent = 4 * 1024 * 1024;

    private int _seconds;
    private int _changes;
    private int _cutAt;

    /// <summary>A pool of 1 GiB, 10 % used.</summary>
    public FakeLvmVolumes() => Volumes["data"] = new LogicalVolume
    {
        Name = "data",
        SizeBytes = 1024 * 1024 * 1024,
        IsThinPool = true,
        IsActive = true,
        DataUsed = 0.1,
        MetadataUsed = 0.05,
    };

    /// <summary>The group's volumes by name.</summary>
    public SortedDictionary<string, LogicalVolume> Volumes { get; } = new(StringComparer.Ordinal);

    /// <summary>What is on the volumes.</summary>
    public Dictionary<string, string> Content { get; } = [];

    /// <summary>Volumes that somebody has open.</summary>
    public HashSet<string> InUse { get; } = [];

    /// <summary>Whether there is no such group.</summary>
    public bool IsGone { get; set; }

    /// <summary>Disks that are missing: nothing can be activated then.</summary>
    public int MissingDisks { get; set; }

    /// <summary>How often the group was activated.</summary>
    public int Activations { get; private set; }

    /// <summary>Called before a volume is made, to be faster than the caller.</summary>
    public Action? BeforeCreate { get; set; }

    /// <summary>The process is dead from the n-th change on (1 is the next); 0 for never.</summary>
    public void CutAt(int change) => (_changes, _cutAt) = (0, change);

    /// <summary>What the volumes were marked with is now a dead process' mark.</summary>
    public void Restart()
    {
        CutAt(0);
        foreach (var volume in Volumes.Values.ToList())
        {
            Volumes[volume.Name] = volume with { Tags = [.. volume.Tags.Select(tag => tag[..(tag.LastIndexOf('-') + 1)] + "0")] };
        }
    }

    public Task<VolumeGroup?> FindGroupAsync(string group, CancellationToken cancellationToken) =>
        Task.FromResult(IsGone || group != "pve" ? null : new VolumeGroup("pve", 2L << 30, 1L << 30, MissingDisks));

    public Task<IReadOnlyList<LogicalVolume>> ListAsync(string group, CancellationToken cancellationToken) => IsGone || group != "pve"
        ? throw new ToolException($"Cannot list the volumes of volume group '{group}': Volume group \"{group}\" not found")
        : Task.FromResult<IReadOnlyList<LogicalVolume>>([.. Volumes.Values]);

    public Task CreateThinAsync(string group, string pool, string name, long sizeBytes, string? tag, CancellationToken cancellationToken)
    {
        BeforeCreate?.Invoke();
        return ChangeAsync(() => Add(new LogicalVolume
        {
            Name = name,
            SizeBytes = (sizeBytes + Extent - 1) / Extent * Extent,
            Pool = pool,
            IsActive = true,
            DataUsed = 0,
            Tags = tag is null ? [] : [tag],
        }));
    }

    public Task CloneThinAsync(string group, string origin, string name, bool isSnapshot, string? tag, CancellationToken cancellationToken) => ChangeAsync(() =>
    {
        var old = Find(origin, $"Snapshot origin LV {origin} not found in Volume group {group}.");
        Add(old with { Name = name, Origin = origin, IsReadOnly = isSnapshot, IsActive = !isSnapshot, Tags = tag is null ? [] : [tag] });
        Content[name] = Content.GetValueOrDefault(origin, "");
    });

    public Task ExtendAsync(string group, string name, long sizeBytes, CancellationToken cancellationToken) =>
        ChangeAsync(() => Volumes[name] = Find(name) with { SizeBytes = (sizeBytes + Extent - 1) / Extent * Extent });

    public Task RenameAsync(string group, string name, string newName, CancellationToken cancellationToken) => ChangeAsync(() =>
    {
        var volume = Find(name);
        Add(volume with { Name = newName });
        Content[newName] = Content.GetValueOrDefault(name, "");
        Remove(name);
    });

    public Task RemoveTagAsync(string group, string name, string tag, CancellationToken cancellationToken) =>
        ChangeAsync(() => Volumes[name] = Find(name) is var volume ? volume with { Tags = [.. volume.Tags.Where(other => other != tag)] } : volume);

    public Task RemoveAsync(string group, string name, CancellationToken cancellationToken) => ChangeAsync(() =>
    {
        Find(name);
        if (InUse.Contains(name))
        {
            throw new ToolException($"Cannot remove volume '{group}/{name}': Logical volume {group}/{name} in use.");
        }

        Remove(name);
    });

    public Task ActivateAsync(string group, CancellationToken cancellationToken) => ChangeAsync(() =>
    {
        Activations++;
        if (MissingDisks > 0)
        {
            throw new ToolException($"Cannot activate volume group '{group}': Refusing activation of partial LV {group}/data.");
        }

        foreach (var volume in Volumes.Values.Where(volume => !volume.IsReadOnly).ToList())
        {
            Volumes[volume.Name] = volume with { IsActive = true, DataUsed = volume.DataUsed ?? 0.1 };
        }
    });

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

    private void Add(LogicalVolume volume)
    {
        if (Volumes["data"].DataUsed >= 1)
        {
            throw new NoSpaceException($"Cannot make volume 'pve/{volume.Name}': there is not enough space. (LVM: Cannot create new thin volume, free space in thin pool pve/data reached threshold.)");
        }

        if (!Volumes.TryAdd(volume.Name, volume with { CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(++_seconds) }))
        {
            throw new ToolException($"Cannot make volume 'pve/{volume.Name}': Logical Volume \"{volume.Name}\" already exists in volume group \"pve\"");
        }
    }

    private void Remove(string name)
    {
        Volumes.Remove(name);
        Content.Remove(name);
    }

    private LogicalVolume Find(string name, string? reason = null) =>
        Volumes.GetValueOrDefault(name) ?? throw new ToolException(reason ?? $"Failed to find logical volume \"pve/{name}\"");
}
