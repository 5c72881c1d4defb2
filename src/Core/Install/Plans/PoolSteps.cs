using System.Diagnostics;
using System.Globalization;
using Domar.Core.Firmware;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Settings;
using Domar.Core.Steps;

namespace Domar.Core.Install.Plans;

/// <summary>Makes what holds state and guests.</summary>
internal static class PoolSteps
{
    private const string StateLabel = "domar-state";

    /// <summary>What can be done before there are partitions, beside all else.</summary>
    public static StepGroup Prepare(PlanParts parts)
    {
        IEnumerable<string> drivers = parts.Settings.Disks.FileSystem switch
        {
            InstallFileSystem.Zfs => ["zfs"],
            InstallFileSystem.Xfs => ["dm-thin-pool", "xfs"],
            _ => ["dm-thin-pool", "ext4"],
        };
        return new StepGroup("Load drivers", [new RunCommand("modprobe", ["--all", "vfat", .. drivers]) { Text = "Load the drivers of the file systems", MayFail = true }]) { IsBeside = true };
    }

    /// <summary>The pool, and the place of the state in it.</summary>
    public static StepGroup Make(PlanParts parts) => parts.IsZfs
        ? new StepGroup("Make the ZFS pool", Zfs(parts, parts.Settings.Disks.Zfs ?? throw new UnreachableException()))
        : new StepGroup("Make the LVM volumes", Lvm(parts, parts.Lvm ?? throw new UnreachableException()));

    /// <summary>What the state does not need, beside it.</summary>
    public static IEnumerable<StepGroup> Guests(PlanParts parts)
    {
        if (parts.Lvm is not { } sizes)
        {
            yield break;
        }

        var steps = new List<Step>();
        if (sizes.SwapMiB > 0)
        {
            steps.Add(Volume("swap", sizes.SwapMiB));
            steps.Add(new RunCommand("mkswap", ["--label", "domar-swap", VolumePath("swap")]) { Text = "Make the swap area" });
        }

        if (sizes.DataMiB > 0)
        {
            // LVM takes no --wipesignatures here, as nothing looks into a pool.
            steps.Add(new RunCommand("lvcreate",
            [
                "--yes", "--type", "thin-pool", "--name", "data", "--size", Size(sizes.DataMiB), "--poolmetadatasize", Size(sizes.MetadataMiB), PoolNames.Lvm,
            ])
            { Text = $"Make the thin pool for guests' disks, {Gibibytes(sizes.DataMiB)} GiB" });
        }

        if (steps.Count > 0)
        {
            yield return new StepGroup("Make the volumes for guests and swap", steps) { IsBeside = true };
        }
    }

    /// <summary>Closes it. A ZFS pool that was not exported is not taken by the installed system; volume groups are taken as they are.</summary>
    public static StepGroup Close(PlanParts parts) => new("Close the pool", [CloseStep(parts) with { MayFail = !parts.IsZfs }]) { WaitsForOthers = true, IsBeside = !parts.IsZfs };

    private static RunCommand CloseStep(PlanParts parts) => parts.IsZfs
        ? new("zpool", ["export", PoolNames.Zfs]) { Text = $"Close the ZFS pool {PoolNames.Zfs}" }
        : new("vgchange", ["--activate", "n", PoolNames.Lvm]) { Text = $"Close the volume group {PoolNames.Lvm}" };

    private static List<Step> Zfs(PlanParts parts, ZfsSettings zfs) =>
    [
        // Waits for the one that has begun before, and tells when there is none.
        new RunCommand("modprobe", ["zfs"]) { Text = "Load ZFS" },
        new RunCommand("zpool",
        [
            // Forced: the partitions are new, and whatever looks like a pool in them is a rest.
            "create", "-f",
            "-o", $"ashift={zfs.Ashift.ToString(CultureInfo.InvariantCulture)}",
            "-o", "cachefile=none",
            "-O", "acltype=posixacl",
            "-O", "xattr=sa",
            "-O", "relatime=on",
            "-O", $"compression={zfs.Compress}",
            "-O", $"checksum={zfs.Checksum}",
            "-O", $"copies={zfs.Copies.ToString(CultureInfo.InvariantCulture)}",
            "-O", "mountpoint=none",
            PoolNames.Zfs,
            .. Vdevs(parts),
        ])
        {
            Text = $"Make the ZFS pool {PoolNames.Zfs}{(parts.Settings.Disks.Raid is { } raid && parts.Targets.Count > 1 ? $", {raid.Name()}" : "")}",
            Undo = [CloseStep(parts) with { MayFail = true }],
        },
        new RunCommand("zfs", ["create", "-o", "mountpoint=legacy", $"{PoolNames.Zfs}/state"]) { Text = "Make the file system of the state" },
        new RunCommand("zfs", ["create", $"{PoolNames.Zfs}/data"]) { Text = "Make the place of guests' disks" },
    ];

    private static IEnumerable<string> Vdevs(PlanParts parts)
    {
        var disks = parts.Targets.Select(static target => target.Partition(PartitionRole.Pool)).ToList();
        return parts.Settings.Disks.Raid switch
        {
            null or RaidLevel.Raid0 => disks,
            RaidLevel.Raid1 => disks.Prepend("mirror"),
            RaidLevel.Raid10 => disks.Chunk(2).SelectMany(static pair => pair.Prepend("mirror")),
            RaidLevel.RaidZ1 => disks.Prepend("raidz1"),
            RaidLevel.RaidZ2 => disks.Prepend("raidz2"),
            RaidLevel.RaidZ3 => disks.Prepend("raidz3"),
            _ => throw new UnreachableException(),
        };
    }

    private static List<Step> Lvm(PlanParts parts, LvmSizes sizes) =>
    [
        // Makes the physical volume too. The alignment is said, because the sizes count on it: some disks ask for strange ones.
        new RunCommand("vgcreate",
        [
            "--yes", "--force", "--dataalignment", "1m", "--dataalignmentoffset", "0",
            "--physicalextentsize", $"{LvmSizePlanner.ExtentMiB.ToString(CultureInfo.InvariantCulture)}m", PoolNames.Lvm, parts.Targets[0].Partition(PartitionRole.Pool),
        ])
        {
            Text = $"Make the volume group {PoolNames.Lvm}",
            Undo = [CloseStep(parts) with { MayFail = true }],
        },
        Volume("state", sizes.StateMiB),
    ];

    /// <summary>The file system of the state, where the pool is not one itself.</summary>
    public static IEnumerable<Step> StateFileSystem(PlanParts parts) => parts switch
    {
        { IsZfs: true } => [],
        { Settings.Disks.FileSystem: InstallFileSystem.Xfs } => [new RunCommand("mkfs.xfs", ["-f", "-q", "-L", StateLabel, VolumePath("state")]) { Text = "Make the file system of the state" }],
        _ => [new RunCommand("mkfs.ext4", ["-F", "-q", "-L", StateLabel, VolumePath("state")]) { Text = "Make the file system of the state" }],
    };

    private static RunCommand Volume(string name, long sizeMiB) =>
        new("lvcreate", ["--yes", "--wipesignatures", "y", "--name", name, "--size", Size(sizeMiB), PoolNames.Lvm]) { Text = $"Make the volume {name}, {Gibibytes(sizeMiB)} GiB" };

    /// <summary>The device of a volume.</summary>
    public static string VolumePath(string name) => $"/dev/{PoolNames.Lvm}/{name}";

    private static string Size(long sizeMiB) => string.Create(CultureInfo.InvariantCulture, $"{sizeMiB}m");

    private static string Gibibytes(long sizeMiB) => MessageText.Number(sizeMiB / 1024.0);
}
