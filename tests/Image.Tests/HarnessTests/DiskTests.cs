using System.Text;
using Domar.Image.Tests.Harness;
using Domar.TestKit;
using Domar.TestKit.Guests;

namespace Domar.Image.Tests.HarnessTests;

/// <summary>Disks of the harness, seen from a guest that is known to work: the demo disk.</summary>
[TestClass]
public sealed class DiskTests : BootTest
{
    private const string Prompt = "demo:/# ";
    private const int MiB = 1024 * 1024;

    [TestMethod]
    public async Task Guest_SeesSectorSizes_AndBadPlaces_AndPluggedDisks()
    {
        using var folder = new TempFolder();
        DiskFiles.MakeBlank(folder["bad"], 16);
        DiskFiles.MakeBlank(folder["plugged"], 8);
        var machine = await StartAsync(
            new DiskOptions { Path = folder["bad"], Snapshot = false, BadByte = 5 * MiB, SizeMiB = 16 },
            new DiskOptions { SizeMiB = 16, SectorBytes = 4096 },
            new DiskOptions { SizeMiB = 16, Bus = DiskBus.Scsi });
        var shell = await ShellSession.OpenAsync(machine.Serial, Prompt, Token);
        Assert.AreEqual("512 4096", await shell.MustRunAsync("echo $(cat /sys/block/vdb/queue/logical_block_size /sys/block/vdc/queue/logical_block_size)", Token));
        await shell.MustRunAsync("dd if=/dev/zero of=/dev/vdb bs=1M count=5 conv=fsync", Token);
        await shell.MustRunAsync("dd if=/dev/zero of=/dev/vdb bs=1M seek=6 count=5 conv=fsync", Token);
        var failed = await shell.RunAsync("dd if=/dev/zero of=/dev/vdb bs=1M seek=5 count=1 conv=fsync", Token);
        Assert.AreNotEqual(0, failed.ExitCode);
        StringAssert.Contains(failed.Output, "Input/output error");
        Assert.IsGreaterThanOrEqualTo(10 * MiB, await machine.WrittenBytesAsync(MachineOptions.DriveOf(1), Token));

        await machine.PlugAsync("plugged", folder["plugged"], Token);
        await shell.MustRunAsync("until [ -b /dev/sdb ]; do sleep 1; done; printf plugged > /dev/sdb; sync", Token);
        await machine.PullAsync("plugged", Token);
        await shell.MustRunAsync("until [ ! -e /sys/block/sdb ]; do sleep 1; done", Token);
        Assert.AreEqual("plugged", Encoding.ASCII.GetString(await File.ReadAllBytesAsync(folder["plugged"], Token), 0, 7));
    }

    [TestMethod]
    public async Task KilledMachine_LeavesARecordingOfAllThatItsDiskWasGiven()
    {
        using var folder = new TempFolder();
        DiskFiles.MakeBlank(folder["disk"], 64);
        var machine = await StartAsync(new DiskOptions { Path = folder["disk"], Snapshot = false, IsUncached = true, WriteLog = folder["log"] });
        var shell = await ShellSession.OpenAsync(machine.Serial, Prompt, Token);
        await shell.MustRunAsync("echo flushed | dd of=/dev/vdb bs=512 conv=sync,fsync", Token);
        await machine.Serial.TypeAsync("while :; do dd if=/dev/urandom of=/dev/vdb bs=64k seek=1 count=500; done\n", Token);
        Assert.IsTrue(await machine.KillAfterAsync(MachineOptions.DriveOf(1), 20 * MiB, Token));

        using var log = WriteLog.Open(folder["log"]);
        Assert.IsTrue(log.Entries.Any(entry => entry.Kind is WriteKind.Flush));
        Assert.IsGreaterThanOrEqualTo(20 * MiB, log.Entries.Sum(entry => entry.Length));
        var flushed = log.Entries.Index().First(entry => entry.Item.Kind is WriteKind.Flush).Index;
        DiskFiles.MakeBlank(folder["cut"], 64);
        await using (var disk = new FileStream(folder["cut"], FileMode.Open))
        {
            PowerCut.Replay(log, flushed + 1, new Random(1), disk);
            disk.Position = 0;
            var text = new byte[8];
            await disk.ReadExactlyAsync(text, Token);
            Assert.AreEqual("flushed\n", Encoding.ASCII.GetString(text));
        }

        // To its end the recording is the disk, but for the requests that the kill cut off between the disk and the recording.
        DiskFiles.MakeBlank(folder["replayed"], 64);
        await using (var disk = new FileStream(folder["replayed"], FileMode.Open))
        {
            foreach (var entry in log.Entries)
            {
                log.Apply(entry, disk, entry.Length);
            }
        }

        var all = await File.ReadAllBytesAsync(folder["disk"], Token);
        var replayed = await File.ReadAllBytesAsync(folder["replayed"], Token);
        var different = all.Chunk(512).Zip(replayed.Chunk(512)).Count(pair => !pair.First.AsSpan().SequenceEqual(pair.Second));
        Assert.IsLessThan(all.Length / 512 / 4, different, "sectors that differ");
    }

    [TestMethod]
    public async Task Overlay_KeepsWhatIsWritten_AndNotBelow()
    {
        using var folder = new TempFolder();
        DiskFiles.MakeBlank(folder["below"], 16);
        await DiskFiles.CopyAsync(folder["below"], folder["before"], Token);
        await DiskFiles.MakeOverlayAsync(folder["overlay"], folder["below"], Token);
        foreach (var (command, expected) in ((string, string)[])[("printf kept > /dev/vdb; sync", ""), ("head -c 4 /dev/vdb", "kept")])
        {
            await using var machine = await StartAsync(new DiskOptions { Path = folder["overlay"], Format = "qcow2", Snapshot = false });
            var shell = await ShellSession.OpenAsync(machine.Serial, Prompt, Token);
            Assert.AreEqual(expected, await shell.MustRunAsync(command, Token));
            await machine.QuitAsync(Token);
        }

        await DiskFiles.RequireEqualAsync(folder["before"], folder["below"], Token);
    }

    [TestMethod]
    public async Task UefiVariables_ArePut_WhereTheyAreKept()
    {
        using var folder = new TempFolder();
        var options = new MachineOptions { Firmware = Firmware.Uefi, MemoryMiB = 256, UefiVariables = folder["vars"], Nics = [] };
        var machine = await StartAsync(options);
        await machine.Serial.WaitForAsync("BdsDxe", cancellationToken: Token);
        await machine.QuitAsync(Token);
        var kept = await File.ReadAllBytesAsync(folder["vars"], Token);
        CollectionAssert.AreNotEqual(await File.ReadAllBytesAsync(OvmfFiles.Variables(Firmware.Uefi), Token), kept, "the first start writes variables");
        await machine.DisposeAsync();
        var again = await StartAsync(options);
        await again.Serial.WaitForAsync("BdsDxe", cancellationToken: Token);
        await again.KillAsync();
    }

    [TestMethod]
    public async Task AnswerSticks_HoldTheAnswers_UnderTheirLabels()
    {
        using var folder = new TempFolder();
        await AnswerStick.MakeAsync(folder["fat"], "it = 1\n", Token);
        var fat = folder["fat"] + "@@1M";
        Assert.AreEqual("it = 1\n", await DiskFiles.RunAsync("mtype", ["-i", fat, "::/answer.toml"], Token));
        StringAssert.Contains(await DiskFiles.RunAsync("mlabel", ["-s", "-i", fat, "::"], Token), "PROXMOX-AIS");
        await AnswerStick.MakeExt4Async(folder["ext4"], "it = 2\n", Token);
        Assert.AreEqual("it = 2\n", await DiskFiles.RunAsync("/usr/sbin/debugfs", ["-R", "cat /answer.toml", folder["ext4"]], Token));
        StringAssert.Contains(await DiskFiles.RunAsync("/usr/sbin/blkid", ["-p", folder["ext4"]], Token), "LABEL=\"DOMAR-ANSWER\"");
    }

    [TestMethod]
    public async Task Gpt_FindsAPartitionByItsName()
    {
        // The demo disk has no GPT; OVMF's own disk tools are not at hand: a table as the specification has it.
        using var folder = new TempFolder();
        var disk = new byte[8 * 4096];
        "EFI PART"u8.CopyTo(disk.AsSpan(4096));
        BitConverter.GetBytes(2L).CopyTo(disk, 4096 + 72);
        BitConverter.GetBytes(4).CopyTo(disk, 4096 + 80);
        BitConverter.GetBytes(128).CopyTo(disk, 4096 + 84);
        (string, long, long)[] partitions = [("domar-1f2e3d4c-boota-0", 3, 4), ("domar-1f2e3d4c-rootb-0", 5, 7)];
        foreach (var (index, (name, first, last)) in partitions.Index())
        {
            var entry = (2 * 4096) + (index * 128);
            BitConverter.GetBytes(first).CopyTo(disk, entry + 32);
            BitConverter.GetBytes(last).CopyTo(disk, entry + 40);
            Encoding.Unicode.GetBytes(name).CopyTo(disk, entry + 56);
        }

        await File.WriteAllBytesAsync(folder["disk"], disk, Token);
        Assert.AreEqual((5 * 4096L, 3 * 4096L), GptDisk.Find(folder["disk"], "-rootb-", 4096));
        Assert.ThrowsExactly<InvalidDataException>(() => GptDisk.Find(folder["disk"], "domar-", 4096));
        Assert.ThrowsExactly<InvalidDataException>(() => GptDisk.Find(folder["disk"], "-rootb-"));
    }

    private Task<Machine> StartAsync(params DiskOptions[] disks) => StartAsync(new MachineOptions
    {
        MemoryMiB = 128,
        Type = "pc",
        Disks = [new DiskOptions { Path = TestGuests.RequireDemoDisk(), Format = "qcow2" }, .. disks],
        Nics = [],
    });
}
