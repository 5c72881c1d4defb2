using Domar.Core.Install.Answers;
using Domar.Core.Install.FirstBoot;
using Domar.Core.Steps;
using Domar.HostTools.Exec;
using Domar.TestKit;

namespace Domar.Installer.Tests.Unattended;

/// <summary>Where the first-boot program goes, and what runs it (image/overlay).</summary>
[TestClass]
public sealed class FirstBootPlannerTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(FirstBootOrdering.BeforeNetwork, "before-network")]
    [DataRow(FirstBootOrdering.NetworkOnline, "network-online")]
    [DataRow(FirstBootOrdering.FullyUp, "fully-up")]
    public void Program_GoesIntoTheState_WithWhenItRuns(FirstBootOrdering ordering, string name)
    {
        var steps = FirstBootPlanner.Plan(new FirstBootFile("/run/domar-install/first-boot", 42), ordering, "/mnt/install");

        const string Folder = "/mnt/install/var/lib/domar/first-boot";
        Assert.AreEqual((Folder, 0b111_000_000), steps[0] is MakeFolder folder ? (folder.Path, folder.Mode) : default);
        Assert.AreEqual(("/run/domar-install/first-boot", Folder + "/script", 42), steps[1] is CopyFile copy ? (copy.Source, copy.Target, copy.SizeBytes) : default);
        CollectionAssert.AreEqual(new[] { "0700", Folder + "/script" }, ((RunCommand)steps[2]).Arguments.ToArray());
        Assert.AreEqual((Folder + "/pending-" + name, ""), steps[3] is WriteFile file ? (file.Path, file.Content) : default);

        // The unit of this name looks for the same files.
        var unit = File.ReadAllText(Repository.PathOf($"image/overlay/usr/lib/systemd/system/domar-first-boot-{name}.service"));
        Assert.Contains("ConditionPathExists=/var/lib/domar/first-boot/script\n", unit);
        Assert.Contains($"ConditionPathExists=/var/lib/domar/first-boot/pending-{name}\n", unit);
        Assert.Contains($"ExecStart=/usr/lib/domar/first-boot {name}\n", unit);
    }

    [TestMethod]
    public async Task ProgramThatSucceeds_RunsOnce_WithWhenAsItsArgument()
    {
        using var folder = new TempFolder();
        var result = await RunAsync(folder, "echo \"ran $1\"\n");

        Assert.AreEqual((0, "ran fully-up\nThe first-boot program has run.\n"), (result.ExitCode, result.Output));
        Assert.IsTrue(File.Exists(folder["state/script.done"]));
        Assert.IsFalse(File.Exists(folder["state/script"]));
        Assert.IsFalse(File.Exists(folder["state/pending-fully-up"]));
        Assert.IsFalse(File.Exists(folder["motd/domar-first-boot"]));
    }

    [TestMethod]
    public async Task ProgramThatFails_StaysAndIsTold()
    {
        using var folder = new TempFolder();
        var result = await RunAsync(folder, "exit 3\n");

        Assert.AreEqual((3, "The first-boot program failed with exit status 3.\n"), (result.ExitCode, result.Error));
        Assert.IsTrue(File.Exists(folder["state/script"]) && File.Exists(folder["state/pending-fully-up"]));
        StringAssert.StartsWith(File.ReadAllText(folder["motd/domar-first-boot"]), "The first-boot program of the installation failed (exit status 3). It runs again at the next start.\n");
    }

    [TestMethod]
    public async Task ProgramThatRestartsTheMachine_IsASuccess()
    {
        // systemd ends the whole unit with SIGTERM when the machine goes down.
        using var folder = new TempFolder();
        var result = await RunAsync(folder, "kill -TERM $PPID\n");

        Assert.AreEqual(0, result.ExitCode, result.Error);
        Assert.IsTrue(File.Exists(folder["state/script.done"]));
    }

    private async Task<ToolResult> RunAsync(TempFolder folder, string program)
    {
        Directory.CreateDirectory(folder["state"]);
        File.WriteAllText(folder["state/script"], "#!/bin/sh\n" + program);
        File.WriteAllText(folder["state/pending-fully-up"], "");
        var text = File.ReadAllText(Repository.PathOf("image/overlay/usr/lib/domar/first-boot"));
        File.WriteAllText(folder["run"], text.Replace("/var/lib/domar/first-boot", folder["state"]).Replace("/run/motd.d", folder["motd"]));
        var runner = new ToolRunner();
        await runner.RunAsync(new ToolCommand("chmod", ["0700", folder["state/script"]]), TestContext.CancellationToken);
        return await runner.RunAsync(new ToolCommand("sh", [folder["run"], "fully-up"]), TestContext.CancellationToken);
    }
}
