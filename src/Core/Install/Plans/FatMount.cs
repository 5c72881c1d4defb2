using Domar.Core.Firmware;
using Domar.Core.Steps;

namespace Domar.Core.Install.Plans;

/// <summary>The file systems that firmware and GRUB read: made, mounted, filled, unmounted.</summary>
internal static class FatMount
{
    // FAT has no permissions: what is shown is that of new files elsewhere.
    private const string Options = "fmask=0133,dmask=0022";

    public static IEnumerable<Step> Around(TargetDisk target, PartitionRole role, string workFolder, Func<string, IEnumerable<Step>> fill)
    {
        var folder = $"{workFolder}/{role.Word()}-{target.Number}";
        var label = role switch { PartitionRole.BootA => "DOMAR-A", PartitionRole.BootB => "DOMAR-B", _ => "DOMAR-ESP" };
        yield return new RunCommand("mkfs.vfat", ["-F", "32", "-n", label, target.Partition(role)]) { Text = $"Make the file system of {role.Word()} on {target.Device.Name}" };
        yield return new Mount(target.Partition(role), folder, "vfat") { Text = $"Mount {role.Word()} of {target.Device.Name}", Options = Options };
        foreach (var step in fill(folder))
        {
            yield return step;
        }

        yield return Unmount(folder, $"Unmount {role.Word()} of {target.Device.Name}");
    }

    public static RunCommand Unmount(string folder, string text) => new("umount", [folder]) { Text = text };
}
