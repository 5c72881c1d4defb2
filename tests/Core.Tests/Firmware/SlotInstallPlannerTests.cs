using Domar.Core.Firmware;
using Domar.Core.Steps;

namespace Domar.Core.Tests.Firmware;

[TestClass]
public sealed class SlotInstallPlannerTests
{
    private static readonly FirmwareImage Image = new("/root/domar-0.2.0.iso", RootConf.TryParse(RootConfTests.Text, out _)!, 12_000_000, 6_000_000);

    private static readonly StepPlan Plan = SlotInstallPlanner.Plan(
        FirmwareSlot.B, [new(0, "/dev/sda4", "/dev/sda6"), new(1, "/dev/sdb4", "/dev/sdb6")], Image, "/run/work", new FirmwareFileSystems());

    [TestMethod]
    public void TouchesThePartitionsOfTheSlotOnly()
    {
        var text = string.Join('\n', Plan.Steps.Select(Describe));
        Assert.AreEqual(
            "/dev/sda4 /dev/sda6 /dev/sdb4 /dev/sdb6",
            string.Join(' ', text.Split(' ', '\n').Where(static word => word.StartsWith("/dev/", StringComparison.Ordinal)).Distinct().Order()));
        Assert.DoesNotContain(".env", text);
    }

    [TestMethod]
    public void EmptiesTheSlotFirst_AndWritesEachKernelLast_AfterTheRootWasReadBack()
    {
        var steps = Plan.Steps.ToList();
        var root = steps.FindIndex(static step => step is CopyBytes { Verify: true, Targets.Count: 2 });
        Assert.AreEqual(2, steps.Take(root).Count(static step => step is RunCommand { Program: "mkfs.vfat" }));
        foreach (var disk in (int[])[0, 1])
        {
            var written = steps.Select((step, at) => (Target: step is CopyFile copy ? copy.Target : step is WriteFile write ? write.Path : "", At: at))
                .Where(item => item.Target.StartsWith($"/run/work/boot-{disk}/", StringComparison.Ordinal)).ToList();
            Assert.HasCount(4, written);
            Assert.EndsWith("/vmlinuz", written[^1].Target);
            Assert.IsTrue(written.TrueForAll(item => item.At > root));
        }
    }

    [TestMethod]
    public void CountsWhatItWrites() => Assert.AreEqual(2 * (Image.Root.SizeBytes + 18_000_000), Plan.WorkBytes);

    private static string Describe(Step step) => step switch
    {
        RunCommand run => $"{run.Program} {string.Join(' ', run.Arguments)}",
        CopyBytes copy => $"{copy.Source} {string.Join(' ', copy.Targets.Select(static target => target.Path))}",
        CopyFile copy => $"{copy.Source} {copy.Target}",
        WriteFile write => $"{write.Path} {write.Content}",
        Mount mount => $"{mount.Source} {mount.Target}",
        _ => step.Text,
    };
}
