using Domar.HostTools.Exec;
using Domar.HostTools.Steps;
using Domar.Installer.Cli;
using Domar.Installer.Installation;
using Domar.TestKit;
using Domar.TestKit.Fakes;

namespace Domar.Installer.Tests.Cli;

/// <summary><c>run</c> in this process, on a machine of fakes with one disk, vda.</summary>
[TestClass]
public sealed class InstallCommandTests
{
    [TestMethod]
    [DataRow("yes\n")]
    [DataRow("vda\n")]
    [DataRow("  vda \n")]
    public async Task Confirmed_Installs_AndTellsWhatToDoNext(string typed)
    {
        var executor = new FakeStepExecutor { Notes = ["Enter vda in the firmware's boot menu: no."] };

        var (code, output, error) = await RunAsync(executor, typed);

        Assert.AreEqual((0, "domar-install: note: Enter vda in the firmware's boot menu: no.\n"), (code, error));
        Assert.HasCount(1, executor.Plans);
        Assert.Contains("All that is on vda will be lost.", output);
        Assert.Contains("Domar is installed on vda.", output);
        Assert.DoesNotContain("restarts now", output);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("\n")]
    [DataRow("y\n")]
    [DataRow("vdb\n")]
    [DataRow("vda vdb\n")]
    public async Task NotConfirmed_DoesNothing(string typed)
    {
        var executor = new FakeStepExecutor();

        var (code, _, error) = await RunAsync(executor, typed);

        Assert.AreEqual((130, "domar-install: Not confirmed. Nothing was written.\n"), (code, error));
        Assert.IsEmpty(executor.Plans);
    }

    [TestMethod]
    public async Task DryRun_PrintsThePlan_WithoutThePassword_AndDoesNothing()
    {
        var executor = new FakeStepExecutor();

        var (code, output, _) = await RunAsync(executor, "", "--dry-run");

        Assert.AreEqual(0, code);
        Assert.StartsWith("Load drivers (beside what follows)\n", output);
        Assert.DoesNotContain("12345678", output);
        Assert.DoesNotContain("$y$", output);
        Assert.IsEmpty(executor.Plans);
    }

    [TestMethod]
    public async Task Password_IsHashed_EachTimeAnew()
    {
        var executor = new FakeStepExecutor();

        await RunAsync(executor, "", "--yes");
        await RunAsync(executor, "", "--yes");

        var shadows = executor.Plans.Select(static plan => plan.Steps.OfType<Core.Steps.WriteFile>().Single(static step => step.Path.EndsWith("/etc/shadow", StringComparison.Ordinal))).ToList();
        Assert.IsTrue(shadows.All(static step => step.IsSecret && step.Content.StartsWith("root:$y$j9T$", StringComparison.Ordinal)));
        Assert.AreNotEqual(shadows[0].Content, shadows[1].Content);
    }

    [TestMethod]
    public async Task FailedStep_IsTold_WithTheLog()
    {
        using var work = new TempFolder();
        var executor = new FakeStepExecutor { FailsAt = 3, Undo = new StepUndoReport([], ["Mount: busy."]) };

        var (code, output, error) = await RunAsync(executor, work, "", "--yes");

        Assert.AreEqual(1, code);
        Assert.Contains("domar-install: Step 3 of ", error);
        Assert.Contains("The disk reports an error. Could not be undone: Mount: busy.", error);
        Assert.Contains($"The log is {work["log"]}", error);
        Assert.DoesNotContain("Domar is installed on", output);
        Assert.HasCount(3, File.ReadAllLines(work["log"]));
    }

    [TestMethod]
    public async Task Cancelled_HasItsExitCode()
    {
        using var cancel = new CancellationTokenSource();
        using var work = new TempFolder();
        var executor = new FakeStepExecutor { BeforeStep = number => number == 2 ? cancel.CancelAsync() : Task.CompletedTask };

        var (code, _, error) = await RunAsync(executor, work, "", ["--yes"], cancel.Token);

        Assert.AreEqual(130, code);
        Assert.Contains("domar-install: Cancelled at step 2 of ", error);
    }

    [TestMethod]
    public async Task Reboot_ComesAfterAnInstallationOnly()
    {
        var (_, output, _) = await RunAsync(new FakeStepExecutor(), "", "--yes", "--reboot");
        Assert.EndsWith("The machine restarts now.\nsystemctl --no-block reboot\n", output);

        (_, output, _) = await RunAsync(new FakeStepExecutor { FailsAt = 1 }, "", "--yes", "--reboot");
        Assert.DoesNotContain("reboot", output);
    }

    [TestMethod]
    public async Task WithoutATerminal_EachGroupIsALine()
    {
        var (_, output, _) = await RunAsync(new FakeStepExecutor(), "", "--yes");

        Assert.Contains("\nStep 1 of ", output);
        Assert.Contains(": Write the system\n", output);
        Assert.DoesNotContain("\r", output);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(FakeStepExecutor executor, string typed, params string[] options)
    {
        using var work = new TempFolder();
        return await RunAsync(executor, work, typed, options);
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(FakeStepExecutor executor, TempFolder work, string typed, params string[] options) =>
        RunAsync(executor, work, typed, options, CancellationToken.None);

    private static async Task<(int Code, string Output, string Error)> RunAsync(
        FakeStepExecutor executor, TempFolder work, string typed, string[] options, CancellationToken cancellationToken)
    {
        using var machine = new FakeMachine();
        using var folder = new TempFolder();
        File.WriteAllText(folder["a.toml"], Support.Answers.File(disks: "[disk-setup]\nfilesystem = \"ext4\"\ndisk-list = [\"vda\"]\n"));
        File.WriteAllText(folder["shadow"], "root:*:20000:0:99999:7:::\ndaemon:*:20000:0:99999:7:::\n");
        Directory.CreateDirectory(folder["medium/boot"]);
        Directory.CreateDirectory(folder["medium/domar"]);
        File.WriteAllText(folder["medium/boot/vmlinuz"], "kernel");
        File.WriteAllText(folder["medium/boot/initrd"], "initramfs");
        File.WriteAllBytes(folder["medium/domar/root.img"], new byte[8192]);
        File.WriteAllText(folder["medium/domar/root.conf"], "version=1.2.3\n");
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var input = new StringReader(typed);
        var installation = new HostInstallation(new SystemdPower(new PrintingRunner(output)), executor, folder["shadow"], work.Path);
        var code = await CommandLine.RunAsync(
            ["run", folder["a.toml"], "--medium", folder["medium"], .. options], machine.Reader([], [FakeMachine.Link], FakeMachine.Disk), installation, new Person(input, HasTerminal: false), null!,
            output, error, cancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    private sealed class PrintingRunner(TextWriter output) : IToolRunner
    {
        public Task<ToolResult> RunAsync(ToolCommand command, CancellationToken cancellationToken)
        {
            output.WriteLine(command.ToString());
            return Task.FromResult(new ToolResult(0, "", ""));
        }
    }
}
