using Domar.Core.Install.Inventory;
using Domar.HostTools.Exec;
using Domar.HostTools.Lsblk;
using Domar.HostTools.Mounts;

namespace Domar.Installer.Unattended;

/// <summary>An answer file in the root of a file system with a label that says so; on a partition, a stick without partitions, or a second CD.</summary>
/// <param name="lsblk">Lists file systems.</param>
/// <param name="mounter">Mounts them.</param>
/// <param name="folder">Where to mount.</param>
/// <param name="patience">How long to wait for one to come.</param>
/// <param name="time">The clock.</param>
/// <param name="note">Takes what else was found.</param>
internal sealed class LabelAnswerSource(ILsblk lsblk, IMounter mounter, string folder, TimeSpan patience, TimeProvider time, Action<string> note) : IAnswerSource
{
    /// <summary>Value of <c>domar.answer</c> on the kernel command line that means this source: the boot menu has seen such a file system.</summary>
    public const string Word = "label";

    /// <summary>How long a stick that was there at the boot menu may take to come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A FAT label has 11 characters, one less than DOMAR-ANSWER.
    private static readonly string[] Labels = ["DOMAR-ANSWER", "DOMARANSWER", "PROXMOX-AIS"];
    private static readonly string[] FileSystems = ["vfat", "ext4", "ext3", "ext2", "iso9660"];

    /// <inheritdoc/>
    public string Name => "file systems labelled DOMAR-ANSWER or PROXMOX-AIS";

    /// <inheritdoc/>
    public async Task<FoundAnswer?> FindAsync(CancellationToken cancellationToken)
    {
        for (var begin = time.GetTimestamp(); ;)
        {
            var found = await LookAsync(cancellationToken).ConfigureAwait(false);
            if (found is not null || time.GetElapsedTime(begin) >= patience)
            {
                return found;
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<FoundAnswer?> LookAsync(CancellationToken cancellationToken)
    {
        var devices = (await lsblk.ListAsync(cancellationToken).ConfigureAwait(false)).SelectMany(static device => device.WithDescendants());

        // In the labels' order: ours counts before Proxmox's.
        foreach (var device in devices.Where(static device => Rank(device) >= 0).DistinctBy(static device => device.Path).OrderBy(Rank).ThenBy(static device => device.Path, StringComparer.Ordinal))
        {
            if (device.FileSystem is not { } fileSystem || !FileSystems.Contains(fileSystem))
            {
                note($"{device.Path} is labelled '{device.Label ?? device.PartitionLabel}', and its file system is none of those that are read: {string.Join(", ", FileSystems)}");
                continue;
            }

            try
            {
                if (await ReadAsync(device, fileSystem, cancellationToken).ConfigureAwait(false) is { } found)
                {
                    return found;
                }

                note($"{device.Path} is labelled '{device.Label ?? device.PartitionLabel}', and there is no {AnswerFolder.AnswerFile} in its root folder");
            }
            catch (Exception exception) when (exception is ToolException or IOException or UnauthorizedAccessException)
            {
                throw new AnswerException($"Cannot read the answer file on {device.Path}: {exception.Message}", exception);
            }
        }

        return null;
    }

    private static int Rank(BlockDevice device) =>
        Array.FindIndex(Labels, label => string.Equals(label, device.Label, StringComparison.OrdinalIgnoreCase) || string.Equals(label, device.PartitionLabel, StringComparison.OrdinalIgnoreCase));

    private async Task<FoundAnswer?> ReadAsync(BlockDevice device, string fileSystem, CancellationToken cancellationToken)
    {
        var means = $"the label '{device.Label ?? device.PartitionLabel}'";
        if (device.MountPoints.FirstOrDefault(Path.IsPathRooted) is { } mounted)
        {
            return AnswerFolder.Read(mounted, device.Path, means);
        }

        await mounter.MountReadOnlyAsync(device.Path, fileSystem, folder, cancellationToken).ConfigureAwait(false);
        try
        {
            return AnswerFolder.Read(folder, device.Path, means);
        }
        finally
        {
            // Also when cancelled: what is mounted here may be a disk to install on.
            await mounter.UnmountAsync(folder, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
