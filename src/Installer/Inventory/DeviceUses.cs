using Domar.Core.Install.Inventory;
using Domar.HostTools.Host;
using Domar.HostTools.Losetup;

namespace Domar.Installer.Inventory;

/// <summary>
/// Adds to devices what lsblk does not know of their use: mounts of whole disks, files on them that are used as devices, and that the live system was started from them.
/// A live Domar on a stick has its root in a file on the stick; the stick's mount is gone when the system is up (recorded with systemd 257), and lsblk shows a free disk.
/// </summary>
/// <param name="mounts">The kernel's table of mounts.</param>
/// <param name="loops">Files that are used as devices.</param>
/// <param name="medium">Path of the device that the live system was started from; null in an installed system.</param>
internal sealed class DeviceUses(IReadOnlyList<MountEntry> mounts, IReadOnlyList<LoopDevice> loops, string? medium)
{
    /// <summary>Adds it to all devices.</summary>
    public IReadOnlyList<BlockDevice> AddTo(IReadOnlyList<BlockDevice> devices)
    {
        // An ISO file on a stick is a loop device, and the root is another one in that: the chain ends at a partition or disk.
        var mediumNumbers = new HashSet<string>(StringComparer.Ordinal);
        for (var path = medium; loops.FirstOrDefault(loop => loop.Path == path) is { } loop && mediumNumbers.Add(loop.FileDeviceNumber);)
        {
            path = devices.SelectMany(static device => device.WithDescendants()).FirstOrDefault(device => device.DeviceNumber == loop.FileDeviceNumber)?.Path;
        }

        return [.. devices.Select(device => device.Change(each => each with
        {
            IsMedium = each.Path == medium || (each.DeviceNumber is { } number && mediumNumbers.Contains(number)),
            MountPoints = [.. each.MountPoints.Union(UsesOf(each))],
        }))];
    }

    private IEnumerable<string> UsesOf(BlockDevice device) => mounts.Where(mount => mount.Source == device.Path || mount.DeviceNumber == device.DeviceNumber)
        .Select(static mount => mount.MountPoint)
        .Concat(loops.Where(loop => loop.FileDeviceNumber == device.DeviceNumber).Select(static loop => loop.Path));
}
