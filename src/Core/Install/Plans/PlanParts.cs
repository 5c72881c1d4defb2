using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.Core.Install.Settings;

namespace Domar.Core.Install.Plans;

/// <summary>All that the parts of a plan are made from, checked already.</summary>
/// <param name="Settings">What is wanted.</param>
/// <param name="Facts">The host.</param>
/// <param name="Context">The rest.</param>
/// <param name="Targets">The disks.</param>
/// <param name="PoolMiB">Size of the pool's partition, the same on each disk.</param>
/// <param name="Lvm">Sizes of the volumes; null with ZFS.</param>
internal sealed record PlanParts(
    InstallSettings Settings, InstallFacts Facts, InstallContext Context, IReadOnlyList<TargetDisk> Targets, long PoolMiB, LvmSizes? Lvm)
{
    /// <summary>Whether the pool is ZFS; otherwise LVM.</summary>
    public bool IsZfs => Settings.Disks.FileSystem == InstallFileSystem.Zfs;

    /// <summary>Where the state file system is mounted.</summary>
    public string StateFolder => $"{Context.WorkFolder}/state";
}
