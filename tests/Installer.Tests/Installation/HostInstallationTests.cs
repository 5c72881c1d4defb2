using Domar.Core.Install.Settings;
using Domar.Core.Steps;
using Domar.HostTools.Crypt;
using Domar.HostTools.Exec;
using Domar.HostTools.Steps;
using Domar.Installer.Installation;
using Domar.Installer.Installation.Demo;
using Domar.Installer.Inventory;
using Domar.Installer.Tests.Support;
using Domar.TestKit;

namespace Domar.Installer.Tests.Installation;

/// <summary>Planning for this host, and that only one installation runs, once; the executor is a fake.</summary>
[TestClass]
public sealed class HostInstallationTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HandExecutor _executor = new();

    public TestContext TestContext { get; set; } = null!;

    private static MachineReport Report => DemoMachine.Report(hasDisks: true);

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task Plan_HasTheHashOfThePassword_AndAnIdOfItsOwnEachTime()
    {
        var installation = Make();

        var first = await PlanAsync(installation);
        var second = await PlanAsync(installation);
        var shadow = first.Steps.OfType<WriteFile>().Single(static step => step.Path.EndsWith("/shadow", StringComparison.Ordinal));
        var hash = shadow.Content.Split('\n').Single(static line => line.StartsWith("root:", StringComparison.Ordinal)).Split(':')[1];
        Assert.IsTrue(PasswordHash.Matches("12345678", hash), hash);
        Assert.DoesNotContain("12345678", StepText.Format(first));
        Assert.AreNotEqual(StepText.Format(first), StepText.Format(second));
    }

    [TestMethod]
    public async Task WithoutAMedium_ThereIsNoPlan()
    {
        var installation = new HostInstallation(null!, _executor, Shadow(), _folder["run"]);

        var result = await installation.PlanAsync(new InstallRequest(Settings(), Report), TestContext.CancellationToken);

        Assert.IsNull(result.Plan);
        Assert.AreEqual("there is no medium in /run/domar-boot/medium; choose \"Install Domar\" in the medium's menu, or say with --medium where it is mounted", result.Problems.Single());
    }

    [TestMethod]
    public async Task SecondInstallation_WhileOneRuns_IsRefused_AndWritesNothing()
    {
        var plan = await PlanAsync(Make());
        var first = Make().RunAsync(plan, new LatestLines(), TestContext.CancellationToken);

        var refused = await Assert.ThrowsExactlyAsync<ToolException>(() => Make().RunAsync(plan, new LatestLines(), TestContext.CancellationToken));

        StringAssert.StartsWith(refused.Message, "Another installation is running on this machine");
        Assert.AreEqual(1, _executor.Runs);
        _executor.End.SetResult(new StepResult([]));
        await first;
    }

    [TestMethod]
    public async Task AfterAnInstallation_NoOtherBegins_UntilTheMarkIsRemoved()
    {
        var plan = await PlanAsync(Make());
        _executor.End.SetResult(new StepResult([]));
        await Make().RunAsync(plan, new LatestLines(), TestContext.CancellationToken);

        await Assert.ThrowsExactlyAsync<ToolException>(() => Make().RunAsync(plan, new LatestLines(), TestContext.CancellationToken));
        var result = await Make().PlanAsync(Request(), TestContext.CancellationToken);
        Assert.IsNull(result.Plan);
        StringAssert.StartsWith(result.Problems.Single(), "Domar has been installed since this machine was started");
        Assert.AreEqual(1, _executor.Runs);

        File.Delete(_folder["run/done"]);
        await PlanAsync(Make());
    }

    [TestMethod]
    public async Task FailedInstallation_CanBeTriedAgain()
    {
        var plan = await PlanAsync(Make());
        _executor.End.SetException(new IOException("broken"));
        await Assert.ThrowsExactlyAsync<IOException>(() => Make().RunAsync(plan, new LatestLines(), TestContext.CancellationToken));

        await PlanAsync(Make());
        await Assert.ThrowsExactlyAsync<IOException>(() => Make().RunAsync(plan, new LatestLines(), TestContext.CancellationToken));
        Assert.AreEqual(2, _executor.Runs);
    }

    private static InstallSettings Settings() => Answers.Settings(Answers.File(disks: "[disk-setup]\nfilesystem = \"ext4\"\ndisk-list = [\"sdb\"]\n"), Report.ToFacts());

    private async Task<StepPlan> PlanAsync(HostInstallation installation)
    {
        var result = await installation.PlanAsync(Request(), TestContext.CancellationToken);
        Assert.AreEqual("", string.Join('\n', result.Problems));
        return result.Plan!;
    }

    private HostInstallation Make() => new(null!, _executor, Shadow(), _folder["run"]);

    private InstallRequest Request()
    {
        foreach (var (name, text) in new[] { ("boot/vmlinuz", "kernel"), ("boot/initrd", "initrd"), ("domar/root.img", "root"), ("domar/root.conf", "version=1.2.3\n") })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            File.WriteAllText(_folder[name], text);
        }

        return new InstallRequest(Settings(), Report) { MediumFolder = _folder.Path };
    }

    private string Shadow()
    {
        File.WriteAllText(_folder["shadow"], "root:*:20000:0:99999:7:::\ndaemon:*:20000:0:99999:7:::\n");
        return _folder["shadow"];
    }

    private sealed class HandExecutor : IStepExecutor
    {
        public TaskCompletionSource<StepResult> End { get; } = new();

        public int Runs { get; private set; }

        public Task<StepResult> RunAsync(StepPlan plan, IStepObserver observer, CancellationToken cancellationToken)
        {
            Runs++;
            return End.Task.WaitAsync(cancellationToken);
        }
    }

    private sealed class LatestLines : IStepObserver
    {
        public void OnProgress(StepProgress progress)
        {
        }

        public void OnLine(string line)
        {
        }
    }
}
