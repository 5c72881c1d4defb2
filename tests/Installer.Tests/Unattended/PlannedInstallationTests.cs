using Domar.Core.Install.Plans;
using Domar.Core.Steps;
using Domar.HostTools.Steps;
using Domar.Installer.Installation;
using Domar.Installer.Tests.Support;
using Domar.Installer.Unattended;
using Domar.TestKit;

namespace Domar.Installer.Tests.Unattended;

/// <summary>The unattended installation between the answer and the plan.</summary>
[TestClass]
public sealed class PlannedInstallationTests
{
    private static readonly StepPlan Plan = new(
        [new StepGroup("State", [new WriteFile("/mnt/install/etc/machine-id", "0123456789abcdef0123456789abcdef\n") { Text = "Write the machine id" }])]);

    [TestMethod]
    public async Task Outcome_HasTheMachineIdThatThePlanWrites()
    {
        var outcome = await RunAsync(new InstallPlanResult(Plan, [], []), []);

        Assert.AreEqual("0123456789abcdef0123456789abcdef", outcome.MachineId);
    }

    [TestMethod]
    public async Task Outcome_OfAPlanWithoutOne_HasNone() => Assert.IsNull((await RunAsync(new InstallPlanResult(new StepPlan([]), [], []), [])).MachineId);

    [TestMethod]
    public async Task Outcome_HasTheHostKeysThatThePlanLeaves_AndNoOthers()
    {
        using var folder = new TempFolder();
        var ed25519 = SshHostKeys.PublicKeyPath(folder.Path, "ed25519");
        await File.WriteAllTextAsync(ed25519, "ssh-ed25519 AAAA root@node1\n");
        var plan = new StepPlan([new StepGroup("State",
        [
            new CopyFile("/mnt/ed25519.pub", ed25519) { Text = "Keep it" },
            new CopyFile("/mnt/ecdsa.pub", SshHostKeys.PublicKeyPath(folder.Path, "ecdsa")) { Text = "Keep it", MayFail = true },
            new CopyFile("/mnt/other", folder["other"]) { Text = "Copy another file" },
        ])]);

        var outcome = await RunAsync(new InstallPlanResult(plan, [], []), []);

        Assert.AreEqual(("ed25519", "ssh-ed25519 AAAA root@node1\n"), outcome.SshHostKeys.Select(static pair => (pair.Key, pair.Value)).Single());
    }

    [TestMethod]
    public async Task Notes_AreSaid()
    {
        var said = new List<string>();

        await RunAsync(new InstallPlanResult(Plan, [], ["a disk is larger than the others"]), said);

        Assert.AreEqual("Note: a disk is larger than the others.", said[0]);
    }

    [TestMethod]
    public async Task Problems_AreAllTold()
    {
        var exception = await Assert.ThrowsExactlyAsync<InstallException>(() => RunAsync(new InstallPlanResult(null, ["one", "two"], []), []));

        CollectionAssert.AreEqual(new[] { "one", "two" }, exception.Problems.ToArray());
    }

    private static Task<InstallOutcome> RunAsync(InstallPlanResult result, List<string> said) =>
        new PlannedInstallation(new Fake(result)).RunAsync(new InstallRequest(Answers.Settings(Answers.File()), null!), said.Add, CancellationToken.None);

    private sealed class Fake(InstallPlanResult result) : IInstallation
    {
        public string LogFile => "/log";

        public Task<InstallPlanResult> PlanAsync(InstallRequest request, CancellationToken cancellationToken) => Task.FromResult(result);

        public Task<StepResult> RunAsync(StepPlan plan, IStepObserver observer, CancellationToken cancellationToken) => Task.FromResult(new StepResult([]));

        public Task RestartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
