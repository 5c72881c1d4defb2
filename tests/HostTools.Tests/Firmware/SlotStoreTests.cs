using Domar.Core.Firmware;
using Domar.HostTools.Exec;
using Domar.HostTools.Firmware;
using Domar.HostTools.Steps;
using Domar.TestKit.Fakes;

namespace Domar.HostTools.Tests.Firmware;

/// <summary>Real file systems, really mounted.</summary>
[TestClass]
public sealed class SlotStoreTests
{
    private static readonly RunningFirmware Running = new() { Mode = "installed", Slot = FirmwareSlot.A, Installation = FakeInstallation.Id };

    private static readonly BootEnvironment Settled = new(FirmwareSlot.A, TrialMark.None);

    [TestMethod]
    public void Partitions_AreFoundByName_ThoseOfOtherInstallationsAreNot()
    {
        using var host = new FakeInstallation();
        host.AddPartition("sdb", "domar-1f2e3d4c-esp-1", 2);
        host.AddPartition("nvme0n1", "domar-1f2e3d4c-esp-0", 2);
        host.AddPartition("sdc", "domar-00000000-esp-0", 2);
        host.AddPartition("sdd", "EFI System Partition", 1);

        var found = host.Finder.Find("1f2e3d4c");

        Assert.AreEqual("domar-1f2e3d4c-esp-0 nvme0n1, domar-1f2e3d4c-esp-1 sdb", string.Join(", ", found.Select(static partition => $"{partition.Name} {partition.Disk}")));
        Assert.EndsWith("/dev/nvme0n12", found[0].Device);
    }

    [TestMethod]
    public async Task Status_IsReadFromAllDisks_AndWhatIsWrongIsTold()
    {
        using var host = new FakeInstallation();
        await host.AddDiskAsync(0, "sda", new(FirmwareSlot.A, new(FirmwareSlot.B, 2)), VerityImage.ConfText, VerityImage.ConfText);
        await host.AddDiskAsync(1, "sdb", new(null, null), VerityImage.ConfText, null);
        await host.AddDiskAsync(2, "sdc", Settled, VerityImage.ConfText, "version=0.3.0\n");
        await File.WriteAllBytesAsync(host.DeviceOf(2, PartitionRole.Esp), new byte[1 << 20]);

        var status = await host.Store.ReadAsync(Running, CancellationToken.None);

        Assert.AreEqual(new BootEnvironment(FirmwareSlot.A, new(FirmwareSlot.B, 2)), status.Disks[0].Environment);
        Assert.AreEqual(VerityImage.Conf, status.Disks[0].SlotB);
        Assert.IsEmpty(status.Disks[0].Problems);
        Assert.AreEqual(new BootEnvironment(null, null), status.Disks[1].Environment);
        Assert.AreEqual("slot B is not whole: it has no kernel.", status.Disks[1].Problems.Single());
        Assert.IsNull(status.Disks[2].Environment);
        Assert.StartsWith("its EFI system partition cannot be read: Cannot mount '", status.Disks[2].Problems[0]);
        Assert.AreEqual("slot B is not whole: its root.conf is damaged: it has no 'variant'.", status.Disks[2].Problems[1]);
        Assert.AreEqual("sdc", status.Disks[2].Name);
        Assert.IsNull(status.Image(FirmwareSlot.B));
        Assert.AreEqual(VerityImage.Conf, status.Image(FirmwareSlot.A));
        AssertNothingIsMounted(host);
    }

    [TestMethod]
    public async Task Writes_AreInPlace_AndReadBackAsWritten()
    {
        using var host = new FakeInstallation();
        await host.AddDiskAsync(0, "sda", new(null, null), null, null);
        await host.AddDiskAsync(1, "sdb", new(FirmwareSlot.B, new(FirmwareSlot.B, 1)), null, null);
        var before = await InodesAsync(host);

        var writes = SlotPolicy.Settle((await host.Store.ReadAsync(Running, CancellationToken.None)).Environments, FirmwareSlot.A);
        Assert.IsEmpty(await host.Store.WriteAsync(FakeInstallation.Id, writes, CancellationToken.None));

        var status = await host.Store.ReadAsync(Running, CancellationToken.None);
        Assert.IsTrue(status.Environments is { Count: 2 } all && all.Values.All(static disk => disk == Settled));
        Assert.AreEqual(before, await InodesAsync(host), "the files must be the same ones");
        AssertNothingIsMounted(host);
    }

    [TestMethod]
    public async Task ADiskThatFails_IsTold_AndTheOthersAreWritten()
    {
        using var host = new FakeInstallation();
        await host.AddDiskAsync(0, "sda", Settled, null, null);
        await host.AddDiskAsync(1, "sdb", Settled, null, null);
        await File.WriteAllBytesAsync(host.DeviceOf(0, PartitionRole.Esp), []);

        var problems = await host.Store.WriteAsync(
            FakeInstallation.Id,
            [EnvironmentWrite.OfGood(0, FirmwareSlot.B), EnvironmentWrite.OfGood(1, FirmwareSlot.B), EnvironmentWrite.OfTrial(7, TrialMark.None)],
            CancellationToken.None);

        Assert.HasCount(2, problems);
        Assert.StartsWith("Disk 0: good.env cannot be written: Cannot mount '", problems[0]);
        Assert.AreEqual("Disk 7: trial.env cannot be written: Disk 7 has no partition domar-1f2e3d4c-esp-7: was the disk removed?", problems[1]);
        var status = await host.Store.ReadAsync(Running, CancellationToken.None);
        Assert.AreEqual(FirmwareSlot.B, status.Disks[1].Environment!.Good);
    }

    [TestMethod]
    public async Task ARootImage_IsCheckedOnTheDisk()
    {
        using var host = new FakeInstallation();
        await host.AddDiskAsync(0, "sda", Settled, VerityImage.ConfText, VerityImage.ConfText);
        var damaged = VerityImage.Bytes();
        damaged[123_456] ^= 1;
        await File.WriteAllBytesAsync(host.DeviceOf(0, PartitionRole.RootB), damaged);

        Assert.IsTrue(await host.Store.IsWholeAsync(FakeInstallation.Id, FirmwareSlot.A, 0, VerityImage.Conf, null, CancellationToken.None));
        Assert.IsFalse(await host.Store.IsWholeAsync(FakeInstallation.Id, FirmwareSlot.B, 0, VerityImage.Conf, null, CancellationToken.None));
        File.Delete(host.DeviceOf(0, PartitionRole.RootA));
        await Assert.ThrowsExactlyAsync<FirmwareException>(
            () => host.Store.IsWholeAsync(FakeInstallation.Id, FirmwareSlot.A, 0, VerityImage.Conf, null, CancellationToken.None));
    }

    [TestMethod]
    public async Task ACopyOfADisk_IsTold_AndNeitherIsTouched()
    {
        using var host = new FakeInstallation();
        await host.AddDiskAsync(0, "sda", Settled, null, null);
        host.AddPartition("sdb", "domar-1f2e3d4c-esp-0", 2);

        var disk = (await host.Store.ReadAsync(Running, CancellationToken.None)).Disks.Single();
        Assert.IsNull(disk.Environment);
        Assert.AreEqual("sda and sdb have the same partition names: one is a copy of the other. Remove the copy.", disk.Problems.Single());
        Assert.Contains("a disk was copied", (await host.Store.WriteAsync(FakeInstallation.Id, [EnvironmentWrite.OfGood(0, FirmwareSlot.B)], CancellationToken.None)).Single());
    }

    [TestMethod]
    public async Task AnInstall_CarriedOut_MakesTheSlotWholeOnAllDisks_AndLeavesTheOther()
    {
        using var host = new FakeInstallation();
        await host.AddDiskAsync(0, "sda", Settled, VerityImage.ConfText, null);
        await host.AddDiskAsync(1, "sdb", Settled, VerityImage.ConfText, VerityImage.ConfText.Replace("0.2.0", "0.1.0", StringComparison.Ordinal));
        foreach (var disk in (int[])[0, 1])
        {
            await File.WriteAllBytesAsync(host.DeviceOf(disk, PartitionRole.RootB), new byte[VerityImage.Conf.SizeBytes + 4096]);
        }

        // An ISO's content on a file system that every kernel has.
        var medium = host.MediumPath;
        await host.MakeFileSystemAsync(medium, new()
        {
            [FirmwareImage.KernelPath] = new byte[5000],
            [FirmwareImage.InitrdPath] = new byte[3000],
            [FirmwareImage.RootConfPath] = System.Text.Encoding.ASCII.GetBytes(VerityImage.ConfText),
            [FirmwareImage.RootPath] = VerityImage.Bytes(),
        });
        var plan = SlotInstallPlanner.Plan(
            FirmwareSlot.B,
            host.Store.Targets(FakeInstallation.Id, FirmwareSlot.B),
            new FirmwareImage(medium, VerityImage.Conf, 5000, 3000),
            host.WorkFolder,
            FakeInstallation.FileSystems);

        await new StepExecutor(host.Runner).RunAsync(plan, new RecordingStepObserver(), CancellationToken.None);

        var status = await host.Store.ReadAsync(Running, CancellationToken.None);
        Assert.AreEqual(VerityImage.Conf, status.Image(FirmwareSlot.B));
        Assert.AreEqual(VerityImage.Conf, status.Image(FirmwareSlot.A));
        Assert.IsTrue(status.Environments.Values.All(static disk => disk == Settled));
        foreach (var disk in (int[])[0, 1])
        {
            Assert.IsTrue(await host.Store.IsWholeAsync(FakeInstallation.Id, FirmwareSlot.B, disk, VerityImage.Conf, null, CancellationToken.None));
        }

        AssertNothingIsMounted(host);
    }

    private static void AssertNothingIsMounted(FakeInstallation host) =>
        Assert.DoesNotContain(host.WorkFolder, File.ReadAllText("/proc/self/mountinfo"));

    private static async Task<string> InodesAsync(FakeInstallation host)
    {
        var result = "";
        foreach (var disk in (int[])[0, 1])
        {
            var stat = await host.Runner.RunAsync(
                new ToolCommand("debugfs", ["-R", "blocks /domar/good.env", host.DeviceOf(disk, PartitionRole.Esp)]), CancellationToken.None);
            result += stat.Output;
        }

        return result;
    }
}
