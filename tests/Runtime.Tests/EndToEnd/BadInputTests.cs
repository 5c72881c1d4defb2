using System.Diagnostics;

namespace Domar.Runtime.Tests.EndToEnd;

/// <summary>What goes wrong is said, and nothing is changed.</summary>
[TestClass]
public sealed class BadInputTests
{
    [TestMethod]
    public async Task RefusedRequests_SayWhy_AndChangeNothing()
    {
        await using var domar = await DomarProcess.StartAsync();
        await TinyVm.CreateAsync(domar, 100);
        await TinyVm.CreateAsync(domar, 101);
        await domar.RunOkAsync("vm", "set", "101", "--lock", "backup");
        var before = domar.Fingerprint();

        await RefusedAsync(domar, before, "unknown storage", ["nowhere", "local"], "vm", "create", "102", "--virtio0", "nowhere:1");
        await RefusedAsync(domar, before, "id in use", ["VM 100 already exists"], "vm", "create", "100", "--memory", "64");
        await RefusedAsync(domar, before, "id out of range", ["99", "VMID", "100"], "vm", "create", "99", "--memory", "64");
        await RefusedAsync(domar, before, "memory out of range", ["memory", "16"], "vm", "create", "102", "--memory", "3");
        await RefusedAsync(domar, before, "wrong type", ["cores", "many"], "vm", "set", "100", "--cores", "many");
        await RefusedAsync(domar, before, "bad enum", ["scsihw", "virtio-scsi-pci"], "vm", "set", "100", "--scsihw", "fast");
        await RefusedAsync(domar, before, "bad sub-key", ["net0", "colour"], "vm", "set", "100", "--net0", "virtio,bridge=vmbr0,colour=red");
        await RefusedAsync(domar, before, "missing import", ["/no/such.img"], "vm", "create", "102", "--virtio0", "local:0,import-from=/no/such.img");
        await RefusedAsync(domar, before, "import without a new volume", ["import-from"], "vm", "create", "102", "--virtio0", "local:102/x.raw,import-from=/etc/hostname");
        await RefusedAsync(domar, before, "no such VM", ["105.conf", "does not exist"], "vm", "start", "105");
        await RefusedAsync(domar, before, "locked", ["locked (backup)", "--skiplock"], "vm", "start", "101");
        await RefusedAsync(domar, before, "locked config", ["locked (backup)"], "vm", "set", "101", "--memory", "32");
        await RefusedAsync(domar, before, "not running", ["not running"], "vm", "reset", "100");
        await RefusedAsync(domar, before, "no console of a stopped VM", ["not running", "vm start 100"], "vm", "console", "100");
        await RefusedAsync(domar, before, "disk of 0 GiB", ["0 GiB"], "vm", "set", "100", "--scsi3", "local:0");
        await RefusedAsync(domar, before, "path tricks", ["scsi3"], "vm", "set", "100", "--scsi3", "local:../../etc/passwd");
    }

    [TestMethod]
    public async Task Start_MissingVolume_NamesItAndTheWayOut()
    {
        await using var domar = await DomarProcess.StartAsync();
        await TinyVm.CreateAsync(domar, 100);
        var volume = Directory.GetFiles(Path.Combine(domar.Folder, "storage", "images", "100")).Single();
        File.Delete(volume);
        await RefusedAsync(domar, domar.Fingerprint(), "missing disk", [$"local:100/{Path.GetFileName(volume)}", "does not exist", "--delete virtio0"], "vm", "start", "100");
        Assert.IsEmpty(domar.GuestPids());
    }

    [TestMethod]
    public async Task MalformedConfig_IsNamedByFileLineAndKey_AndOthersGoOn()
    {
        await using var domar = await DomarProcess.StartAsync();
        await TinyVm.CreateAsync(domar, 100);
        await TinyVm.CreateAsync(domar, 101);
        await File.WriteAllTextAsync(domar.ConfigPath(100), "name: broken\nmemory: plenty\nmemory: 64\nnot a line\n");
        for (var tries = 0; !(await domar.RunAsync("vm", "start", "100")).Error.Contains("100.conf:2", StringComparison.Ordinal); tries++)
        {
            Assert.IsLessThan(500, tries, "the edit was not seen");
        }

        var before = domar.Fingerprint();
        await RefusedAsync(domar, before, "malformed config", ["100.conf:2", "memory", "plenty", "100.conf:3", "100.conf:4"], "vm", "start", "100");
        await RefusedAsync(domar, before, "change of it", ["100.conf:2"], "vm", "set", "100", "--cores", "2");
        StringAssert.Contains(await domar.RunOkAsync("vm", "list"), "tiny101");
        await domar.RunOkAsync("vm", "start", "101");
    }

    [TestMethod]
    public async Task Start_QemuDiesAtOnce_ItsOwnWordsAreInTheMessage()
    {
        await using var domar = await DomarProcess.StartAsync();
        await TinyVm.CreateAsync(domar, 100, "--args", "-device no-such-device");
        await RefusedAsync(domar, domar.Fingerprint(), "dying QEMU", ["no-such-device", "exit code 1"], "vm", "start", "100");
        Assert.AreEqual("stopped", (await domar.StatusAsync(100)).GetProperty("status").GetString());
        Assert.IsEmpty(domar.GuestPids());
    }

    [TestMethod]
    public async Task Start_WithoutQemu_SaysWhatToInstall()
    {
        await using var domar = await DomarProcess.StartAsync(new() { ["DOMAR_QEMU"] = "/no/such/qemu" });
        await domar.RunOkAsync("vm", "create", "100", "--memory", "64");
        await RefusedAsync(domar, domar.Fingerprint(), "no QEMU", ["/no/such/qemu"], "vm", "start", "100");
    }

    [TestMethod]
    public async Task SecondDaemon_OnTheSameFolder_IsRefused()
    {
        await using var domar = await DomarProcess.StartAsync();
        var second = await domar.RunAsync("daemon", "--standalone", domar.Folder, "--node", "testnode");
        Assert.AreEqual(1, second.ExitCode);
        StringAssert.Contains(second.Error, "in use by another domar daemon");
        StringAssert.Contains(second.Error, $"pid {domar.Pid}");
        await domar.RunOkAsync("vm", "list");
    }

    [TestMethod]
    public async Task FullDisk_NamesTheStorage_AndLeavesNothingHalfMade()
    {
        // A small file system of the daemon's own, in a mount namespace of its own.
        await using var domar = await DomarProcess.StartAsync(
            wrapper: ["unshare", "--mount", "--propagation", "private", "sh", "-c", "mkdir -p small && mount -t tmpfs -o size=3m tmpfs small && exec \"$@\"", "sh"]);
        var image = Path.Combine(domar.Folder, "large.raw");
        var content = new byte[8 << 20];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(image, content);
        await File.WriteAllTextAsync(
            Path.Combine(domar.Folder, "config", "storage.cfg"),
            $"dir: local\n\tpath {domar.Folder}/storage\n\tcontent images\n\ndir: small\n\tpath {domar.Folder}/small\n\tcontent images\n");
        for (var tries = 0; !(await domar.RunOkAsync("storage", "list")).Contains("small", StringComparison.Ordinal); tries++)
        {
            Assert.IsLessThan(500, tries, "storage.cfg was not read again");
        }

        var before = domar.Fingerprint();
        await RefusedAsync(domar, before, "full disk", ["small", "is full", "8 MiB"], "vm", "create", "100", "--virtio0", $"small:0,import-from={image}");
        Assert.IsFalse(File.Exists(domar.ConfigPath(100)));
        var left = await domar.RunOkAsync("storage", "content", "small", "--json");
        Assert.AreEqual("[]", left.Trim());
    }

    [TestMethod]
    public async Task NoDaemon_SaysWhichSocketAndHowToStartOne()
    {
        var start = new ProcessStartInfo(DomarProcess.Program, ["vm", "list", "--socket", "/no/such.sock"]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(3, process.ExitCode);
        StringAssert.Contains(error, "/no/such.sock");
        StringAssert.Contains(error, "domar daemon");
    }

    private static async Task RefusedAsync(DomarProcess domar, string fingerprint, string what, string[] texts, params string[] arguments)
    {
        var result = await domar.RunAsync(arguments);
        Assert.AreNotEqual(0, result.ExitCode, $"{what}: was not refused: {result.Output}");
        foreach (var text in texts)
        {
            StringAssert.Contains(result.Error + result.Output, text, what);
        }

        Assert.AreEqual(fingerprint, domar.Fingerprint(), $"{what}: something was changed");
    }
}
