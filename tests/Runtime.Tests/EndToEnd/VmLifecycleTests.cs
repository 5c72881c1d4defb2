using System.Text.Json;

namespace Domar.Runtime.Tests.EndToEnd;

[TestClass]
public sealed class VmLifecycleTests
{
    [TestMethod]
    public async Task Vm_FromCreateToDestroy_RunsRealQemu()
    {
        await using var domar = await DomarProcess.StartAsync();
        await TinyVm.CreateAsync(domar, 100);
        Assert.AreEqual("stopped", (await domar.StatusAsync(100)).GetProperty("status").GetString());

        await domar.RunOkAsync("vm", "start", "100");
        var status = await domar.StatusAsync(100);
        Assert.AreEqual("running", status.GetProperty("status").GetString());
        Assert.AreEqual("running", status.GetProperty("qmpstatus").GetString());
        StringAssert.Contains(await File.ReadAllTextAsync($"/proc/{status.GetProperty("pid").GetInt32()}/cmdline"), "qemu-system");

        // The guest's own code runs: it answers on its serial port.
        var console = await domar.RunOkAsync("vm", "console", "100", "--until", "Domar echo guest", "--timeout", "100");
        StringAssert.Contains(console, "Domar echo guest");

        await domar.RunOkAsync("vm", "suspend", "100");
        Assert.AreEqual("paused", (await domar.StatusAsync(100)).GetProperty("qmpstatus").GetString());
        await domar.RunOkAsync("vm", "resume", "100");
        Assert.AreEqual("running", (await domar.StatusAsync(100)).GetProperty("qmpstatus").GetString());
        await domar.RunOkAsync("vm", "reset", "100");

        await domar.RunOkAsync("vm", "stop", "100");
        Assert.AreEqual("stopped", (await domar.StatusAsync(100)).GetProperty("status").GetString());
        Assert.IsEmpty(domar.GuestPids());

        await domar.RunOkAsync("vm", "destroy", "100", "--yes");
        Assert.IsFalse(File.Exists(domar.ConfigPath(100)));
        Assert.IsFalse(Directory.Exists(Path.Combine(domar.Folder, "storage", "images", "100")));
    }

    [TestMethod]
    public async Task Shutdown_GuestHearsItsPowerButton_Stops()
    {
        await using var domar = await DomarProcess.StartAsync();
        await TinyVm.CreateAsync(domar, 100);
        await domar.RunOkAsync("vm", "start", "100");
        await domar.RunOkAsync("vm", "console", "100", "--until", "Domar echo guest", "--timeout", "100");
        await domar.RunOkAsync("vm", "shutdown", "100");
        Assert.AreEqual("stopped", (await domar.StatusAsync(100)).GetProperty("status").GetString());
        Assert.IsEmpty(domar.GuestPids());
    }

    [TestMethod]
    public async Task Reboot_AppliesWhatIsPending()
    {
        await using var domar = await DomarProcess.StartAsync();
        await TinyVm.CreateAsync(domar, 100);
        await domar.RunOkAsync("vm", "start", "100");
        await domar.RunOkAsync("vm", "console", "100", "--until", "Domar echo guest", "--timeout", "100");
        await domar.RunOkAsync("vm", "set", "100", "--memory", "32");
        Assert.AreEqual(16L << 20, (await domar.StatusAsync(100)).GetProperty("maxmem").GetInt64());
        await domar.RunOkAsync("vm", "reboot", "100");
        Assert.AreEqual(32L << 20, (await domar.StatusAsync(100)).GetProperty("maxmem").GetInt64());
        Assert.AreEqual("running", (await domar.StatusAsync(100)).GetProperty("status").GetString());
    }

    [TestMethod]
    public async Task Shutdown_GuestThatIgnoresAcpi_FailsInTimeAndRunsOn()
    {
        await using var domar = await DomarProcess.StartAsync();
        await TinyVm.CreateAsync(domar, 100, hearsPowerButton: false);
        await domar.RunOkAsync("vm", "start", "100");
        var result = await domar.RunAsync("vm", "shutdown", "100", "--timeout", "1");
        Assert.AreEqual(1, result.ExitCode, result.Output);
        StringAssert.Contains(result.Error + result.Output, "did not shut down within 1 s");
        await domar.WaitForStatusAsync(100, status => status.GetProperty("status").GetString() == "running");

        await domar.RunOkAsync("vm", "shutdown", "100", "--timeout", "1", "--force");
        Assert.AreEqual("stopped", (await domar.StatusAsync(100)).GetProperty("status").GetString());
    }

    [TestMethod]
    public async Task Set_OfRunningVm_HotplugsDiskAndNicAndKeepsTheRestPending()
    {
        await using var domar = await DomarProcess.StartAsync();
        await TinyVm.CreateAsync(domar, 100);
        await domar.RunOkAsync("vm", "start", "100");
        var pid = (await domar.StatusAsync(100)).GetProperty("pid").GetInt32();

        await domar.RunOkAsync("vm", "set", "100", "--scsi1", "local:1", "--net0", "virtio,bridge=vmbr0", "--name", "renamed", "--cores", "2");
        var config = await File.ReadAllTextAsync(domar.ConfigPath(100));
        var (current, pending) = (config.Split("[PENDING]")[0], config.Split("[PENDING]").ElementAtOrDefault(1) ?? "");
        StringAssert.Contains(current, "name: renamed");
        StringAssert.Contains(current, "scsi1: local:100/vm-100-disk-1");
        StringAssert.Contains(current, "net0: virtio=BC:24:11:");
        StringAssert.Contains(pending, "cores: 2");
        Assert.IsFalse(current.Contains("cores: 2", StringComparison.Ordinal));
        StringAssert.Contains(await domar.RunOkAsync("vm", "pending", "100"), "cores");

        await domar.RunOkAsync("vm", "stop", "100");
        await domar.RunOkAsync("vm", "start", "100");
        config = await File.ReadAllTextAsync(domar.ConfigPath(100));
        StringAssert.Contains(config, "cores: 2");
        Assert.IsFalse(config.Contains("[PENDING]", StringComparison.Ordinal), config);
        Assert.AreNotEqual(pid, (await domar.StatusAsync(100)).GetProperty("pid").GetInt32());
        Assert.AreEqual(2, (await domar.StatusAsync(100)).GetProperty("cpus").GetInt32());
    }

    [TestMethod]
    public async Task EditByHand_CountsWithoutRestartOfTheDaemon()
    {
        await using var domar = await DomarProcess.StartAsync();
        await TinyVm.CreateAsync(domar, 100);
        await File.AppendAllTextAsync(domar.ConfigPath(100), "tags: byhand\n");
        await domar.WaitForStatusAsync(100, status => status.TryGetProperty("tags", out var tags) && tags.GetString() == "byhand");

        await File.WriteAllTextAsync(domar.ConfigPath(101), "name: dropped\nmemory: 16\n");
        var list = JsonDocument.Parse(await domar.RunOkAsync("vm", "list", "--json"));
        for (var tries = 0; list.RootElement.GetArrayLength() < 2 && tries < 1000; tries++)
        {
            list = JsonDocument.Parse(await domar.RunOkAsync("vm", "list", "--json"));
        }

        Assert.AreEqual(2, list.RootElement.GetArrayLength());
    }

    [TestMethod]
    public async Task GuestThatPowersOff_EndsAsStopped()
    {
        await using var domar = await DomarProcess.StartAsync();
        await TinyVm.CreateAsync(domar, 100);
        await domar.RunOkAsync("vm", "start", "100");
        await domar.RunOkAsync("vm", "console", "100", "--until", "Domar echo guest", "--timeout", "100");
        await domar.RunWithInputAsync("\u0010", "vm", "console", "100", "--until", "off", "--timeout", "100");
        await domar.WaitForStatusAsync(100, status => status.GetProperty("status").GetString() == "stopped");
        Assert.IsEmpty(domar.GuestPids());
    }
}
