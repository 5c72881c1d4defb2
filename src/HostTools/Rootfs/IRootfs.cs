using Domar.Core.Containers;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Rootfs;

/// <summary>
/// Root file systems of containers that do not run. Nothing of the guest's is executed; what is hostile in an archive or in a guest's files cannot
/// reach beyond the root folder.
/// </summary>
public interface IRootfs
{
    /// <summary>Makes an ext4 file system whose root folder belongs to the container's root. A device that holds a file system already is refused.</summary>
    /// <param name="volumePath">Path of the block device or image file.</param>
    /// <param name="idMap">The container's users and groups.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ToolException">mkfs.ext4 failed.</exception>
    Task FormatAsync(string volumePath, ContainerIdMap idMap, CancellationToken cancellationToken);

    /// <summary>Unpacks a template into an empty root folder.</summary>
    /// <param name="target">Where.</param>
    /// <param name="archivePath">The template: a tar archive, plain or packed with gzip, xz or zstd.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <param name="onProgress">Told now and then how far it is; null when not wanted.</param>
    /// <param name="cancellationToken">Gives up; what was unpacked stays.</param>
    /// <exception cref="RootfsException">The archive is no template, damaged, cut short or refused; or the folder is not empty.</exception>
    /// <exception cref="NoSpaceException">The volume is full.</exception>
    /// <exception cref="ToolException">The helper could not be run.</exception>
    Task<UnpackResult> UnpackAsync(RootfsTarget target, string archivePath, ArchiveLimits limits, Action<UnpackProgress>? onProgress, CancellationToken cancellationToken);

    /// <summary>Finds out what is in a root file system.</summary>
    /// <param name="target">Where.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RootfsException">It cannot be read.</exception>
    /// <exception cref="ToolException">The helper could not be run.</exception>
    Task<GuestFacts> InspectAsync(RootfsTarget target, GuestFactsQuery query, CancellationToken cancellationToken);

    /// <summary>Changes files, each whole or not at all. Carrying the same edits out again changes nothing.</summary>
    /// <param name="target">Where.</param>
    /// <param name="edits">What to change, in this order.</param>
    /// <param name="cancellationToken">Gives up; edits that were done stay.</param>
    /// <exception cref="RootfsException">An edit could not be done; the message names its path.</exception>
    /// <exception cref="NoSpaceException">The volume is full.</exception>
    /// <exception cref="ToolException">The helper could not be run.</exception>
    Task SetUpAsync(RootfsTarget target, IReadOnlyList<GuestEdit> edits, CancellationToken cancellationToken);
}
