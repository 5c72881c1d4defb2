using Domar.HostTools.Exec;

namespace Domar.HostTools.Lvm;

/// <summary>
/// The logical volumes of LVM (lvm(8), 2.03): volume groups, thin pools and what is in them. Names are checked by the caller.
/// All methods throw <see cref="ToolException"/> with the tool's reason, and <see cref="NoSpaceException"/> when group or pool are full.
/// Methods that change something are not interrupted by their token once the tool runs: a killed tool may leave devices suspended.
/// </summary>
public interface ILvmVolumes
{
    /// <summary>A volume group; null when there is none of that name.</summary>
    Task<VolumeGroup?> FindGroupAsync(string group, CancellationToken cancellationToken);

    /// <summary>All visible volumes of a group, thin pools among them, by name.</summary>
    Task<IReadOnlyList<LogicalVolume>> ListAsync(string group, CancellationToken cancellationToken);

    /// <summary>Makes a thin volume, active and reading as zeros. A name that is taken is an error.</summary>
    /// <param name="group">The volume group.</param>
    /// <param name="pool">The thin pool.</param>
    /// <param name="name">The new volume.</param>
    /// <param name="sizeBytes">Its size, a multiple of 512; LVM rounds it up to whole extents (4 MiB by default).</param>
    /// <param name="tag">A tag that it gets at once; null for none.</param>
    /// <param name="cancellationToken">Gives up before the tool runs.</param>
    Task CreateThinAsync(string group, string pool, string name, long sizeBytes, string? tag, CancellationToken cancellationToken);

    /// <summary>Makes a thin volume that begins with the content of another one.</summary>
    /// <param name="group">The volume group.</param>
    /// <param name="origin">The volume whose content it has.</param>
    /// <param name="name">The new volume.</param>
    /// <param name="isSnapshot">True for a volume that is read-only and inactive; false for one that is writable and active.</param>
    /// <param name="tag">A tag that it gets at once; null for none.</param>
    /// <param name="cancellationToken">Gives up before the tool runs.</param>
    Task CloneThinAsync(string group, string origin, string name, bool isSnapshot, string? tag, CancellationToken cancellationToken);

    /// <summary>Grows a volume.</summary>
    Task ExtendAsync(string group, string name, long sizeBytes, CancellationToken cancellationToken);

    /// <summary>Renames a volume, in use or not.</summary>
    Task RenameAsync(string group, string name, string newName, CancellationToken cancellationToken);

    /// <summary>Takes a tag off a volume.</summary>
    Task RemoveTagAsync(string group, string name, string tag, CancellationToken cancellationToken);

    /// <summary>Removes a volume; one in use is an error.</summary>
    Task RemoveAsync(string group, string name, CancellationToken cancellationToken);

    /// <summary>Activates all volumes of a group, those left out that are marked to be skipped.</summary>
    Task ActivateAsync(string group, CancellationToken cancellationToken);
}
