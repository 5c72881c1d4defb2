using Domar.Core.Steps;

namespace Domar.Core.Tests.Steps;

/// <summary>One step of every kind.</summary>
internal static class SamplePlan
{
    public static StepPlan Create() => new(
    [
        new StepGroup("Partition the disks",
        [
            new RunCommand("sfdisk", ["--wipe", "always", "/dev/my disk"]) { Text = "Write the partition table of sda", Input = "label: gpt\nstart=2048\n" },
            new RunCommand("blkdiscard", ["/dev/sda", "a\nb'"]) { Text = "Discard", MayFail = true, Timeout = TimeSpan.FromSeconds(1.5) },
        ]),
        new StepGroup("Write the system",
        [
            new CopyBytes("/run/root.img", 5_000_000, [new CopyTarget("/dev/sda5"), new CopyTarget("/dev/sdb", 4096)]) { Text = "Write slot A", SourceOffsetBytes = 512, Verify = true },
            new Mount("/dev/sda2", "/mnt/esp", "vfat") { Text = "Mount the ESP", Options = "noatime", Undo = [new RunCommand("true", []) { Text = "Nothing" }] },
            new CopyFile("/a", "/mnt/esp/a") { Text = "Copy a", SizeBytes = 1, Hash = "1f2e" },
            new MakeFolder("/mnt/state") { Text = "Make the folder of the state" },
            new WriteFile("/mnt/state/name", "hv1\n") { Text = "Name the host" },
            new WriteFile("/mnt/state/shadow", "root:$y$abc") { Text = "Set the password", IsSecret = true, Mode = 0x180 },
        ]),
    ]);
}
