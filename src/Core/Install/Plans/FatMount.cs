using Domar.Core.Firmware;
using Domar.Core.Steps;

namespace Domar.Core.Install.Plans;

/// <summary>Steps on a FAT partition: mounted, filled, unmounted.</summary>
internal static class FatMount
{
    // FAT has no permissions: what is shown is that of new files elsewhere.
    private const string Options = "fmask=0133,dmask=0022";

    public static IEnumerable<Step> Around(TargetDisk target, PartitionRole role, string workFolder, Func<string, IEnumerable<Step>> fill)
    {
        var folder = $"{workFolder}/{role.Word()}-{target.Number}";
        yield return new Mount(target.Partition(role), folder, "vfat") { Text = $"Mount {role.Word()} of {target.Device.Name}", Options = Options };
        foreach (var step in fill(folder))
        {
            yield return step;
        }

        yield return Unmount(folder, $"Unmount {role.Word()} of {target.Device.Name}");
    }

    public static RunCommand Unmount(string folder, string text) => new("umount", [folder]) { Text = text };
}
