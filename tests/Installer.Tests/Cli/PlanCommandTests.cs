using System.Text.Json;
using Domar.Core.Install.Inventory;
using Domar.Installer.Cli;
using Domar.Installer.Inventory;
using Domar.TestKit;

namespace Domar.Installer.Tests.Cli;

/// <summary><c>plan</c> in this process, on a machine of fakes: UEFI with Secure Boot on.</summary>
[TestClass]
public sealed class PlanCommandTests
{
    private const string OnDisk = "[disk-setup]\nfilesystem = \"ext4\"\ndisk-list = [\"vda\"]\n";
    private const string OnZfs = "[disk-setup]\nfilesystem = \"zfs\"\nzfs.raid = \"raid0\"\ndisk-list = [\"vda\"]\n";

    [TestMethod]
    public async Task Text_HasGroupsAndSteps_AndANoteWithoutAMedium()
    {
        var (code, output, error) = await RunAsync(OnDisk);

        Assert.AreEqual((0, "domar-install: note: there is no medium in /run/domar-boot/medium, so that the sizes of what is copied are not known; they are 0 here\n"), (code, error));
        Assert.StartsWith("Load drivers (beside what follows)\n    1. Load the drivers of the file systems (may fail)\n       modprobe --all vfat dm-thin-pool ext4\n\nClear the disks\n    2. Clear the old ZFS label of vda (may fail)\n       zpool labelclear -f /dev/vda\n", output);
        Assert.Contains("efibootmgr", output);
        Assert.DoesNotContain("12345678", output);
    }

    [TestMethod]
    public async Task Json_IsTheSamePlanEachTime()
    {
        var (code, output, _) = await RunAsync(OnDisk, "--json");

        Assert.AreEqual(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.AreEqual("Clear the disks", json.RootElement.GetProperty("groups")[1].GetProperty("title").GetString());
        Assert.AreEqual(output, (await RunAsync(OnDisk, "--json")).Output);
    }

    [TestMethod]
    public async Task Medium_TellsVersionAndSizes()
    {
        using var medium = Medium();

        var (code, output, error) = await RunAsync(OnDisk, "--medium", medium.Path);

        Assert.AreEqual((0, ""), (code, error));
        Assert.Contains($"copy 8192 bytes of {medium.Path}/domar/root.img to ", output);
        Assert.Contains("| set version=1.2.3\n", output);
    }

    [TestMethod]
    public async Task Medium_ThatIsNone_IsAnError()
    {
        using var medium = Medium();
        File.Delete(medium["boot/initrd"]);

        var (code, output, error) = await RunAsync(OnDisk, "--medium", medium.Path);
        Assert.AreEqual((1, ""), (code, output));
        Assert.StartsWith($"domar-install: Cannot read medium '{medium.Path}': there is no 'boot/initrd'. It must be", error);

        File.WriteAllText(medium["domar/root.conf"], "id=x\n");
        Assert.AreEqual($"domar-install: Cannot use medium '{medium.Path}': domar/root.conf has no version in it.\n", (await RunAsync(OnDisk, "--medium", medium.Path)).Error);
    }

    [TestMethod]
    public async Task Firmware_CanBeAnother()
    {
        var (code, _, error) = await RunAsync(OnZfs);
        Assert.AreEqual(1, code);
        Assert.Contains("a.toml: Secure Boot is on, ", error);

        var (otherCode, output, _) = await RunAsync(OnZfs, "--firmware", "bios");
        Assert.AreEqual(0, otherCode);
        Assert.DoesNotContain("efibootmgr", output);
    }

    [TestMethod]
    public async Task WrongAnswer_IsTold_AsByValidate()
    {
        var (code, output, error) = await RunAsync(OnDisk.Replace("ext4", "ext5", StringComparison.Ordinal));

        Assert.AreEqual((1, ""), (code, output));
        Assert.Contains("a.toml:11:14: disk-setup.filesystem 'ext5' is unknown", error);
    }

    [TestMethod]
    public async Task Accepted_AnswersOfProxmox_HaveAPlan_ButBtrfs()
    {
        var folder = SharedData.Require("pve", "answers");
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "accepted"), "*.toml").Where(static file => !File.Exists(Path.ChangeExtension(file, ".run-env.json"))))
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            var code = await CommandLine.RunAsync(["plan", file, "--inventory", folder], null!, null!, null!, null!, output, error, CancellationToken.None);

            var isBtrfs = Path.GetFileName(file) == "btrfs.toml";
            Assert.AreEqual(isBtrfs ? 1 : 0, code, $"{file}: {error}");
            Assert.AreEqual(isBtrfs, error.ToString().Contains("btrfs.toml: Domar has no layout with btrfs", StringComparison.Ordinal), file);
        }
    }

    private static TempFolder Medium()
    {
        var medium = new TempFolder();
        Directory.CreateDirectory(medium["boot"]);
        Directory.CreateDirectory(medium["domar"]);
        File.WriteAllText(medium["boot/vmlinuz"], "kernel");
        File.WriteAllText(medium["boot/initrd"], "initramfs");
        File.WriteAllBytes(medium["domar/root.img"], new byte[8192]);
        File.WriteAllText(medium["domar/root.conf"], "version=1.2.3\nvariant=standard\n");
        return medium;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string disks, params string[] options)
    {
        using var machine = new FakeMachine();
        using var folder = new TempFolder();
        File.WriteAllText(folder["a.toml"], Support.Answers.File(disks: disks));
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        IMachineReader reader = machine.Reader([], [FakeMachine.Link], FakeMachine.Disk);
        var code = await CommandLine.RunAsync(["plan", folder["a.toml"], .. options], reader, null!, null!, null!, output, error, CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
