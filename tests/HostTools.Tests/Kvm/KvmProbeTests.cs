using Domar.Core.Qemu;
using Domar.HostTools.Exec;
using Domar.HostTools.Kvm;
using Domar.HostTools.Tests.Fakes;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Kvm;

[TestClass]
public sealed class KvmProbeTests
{
    // Stands for a device that exists.
    private const string Device = "/dev/null";

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("kvm", Accelerator.Kvm)]
    [DataRow("tcg", Accelerator.Tcg)]
    public async Task Choice_IsTaken_WithoutATest(string choice, Accelerator expected)
    {
        var runner = new FakeToolRunner(_ => new ToolResult(KvmProbe.Unusable, "", ""));

        var facts = await KvmProbe.ProbeAsync(runner, "/domar", choice, Device, Token);

        Assert.AreEqual(expected, facts.Accelerator);
        StringAssert.Contains(facts.Reason, $"DOMAR_ACCEL={choice}");
        Assert.IsEmpty(runner.Runs);
    }

    [TestMethod]
    public async Task UnknownChoice_IsAnError()
    {
        var exception = await Assert.ThrowsExactlyAsync<ToolException>(() => KvmProbe.ProbeAsync(Answering(0, ""), "/domar", "xen", Device, Token));

        Assert.AreEqual("DOMAR_ACCEL is 'xen', which is no accelerator: set it to 'kvm' or 'tcg', or leave it out.", exception.Message);
    }

    [TestMethod]
    public async Task NoDevice_IsTcg_WithoutATest()
    {
        var runner = Answering(0, "");

        var facts = await KvmProbe.ProbeAsync(runner, "/domar", null, "/nowhere/kvm", Token);

        Assert.AreEqual(Accelerator.Tcg, facts.Accelerator);
        StringAssert.Contains(facts.Reason, "there is no /nowhere/kvm");
        Assert.IsEmpty(runner.Runs);
    }

    [TestMethod]
    public async Task GuestThatRuns_IsKvm()
    {
        var runner = Answering(KvmProbe.Usable, "KVM works: the probe guest ran 3000 million instructions per second.\n");

        var facts = await KvmProbe.ProbeAsync(runner, "/domar", "", Device, Token);

        Assert.AreEqual(new AcceleratorFacts(Accelerator.Kvm, "KVM works: the probe guest ran 3000 million instructions per second."), facts);
        Assert.AreEqual("/domar kvm-probe", runner.Runs.Single().ToString());
    }

    [TestMethod]
    [DataRow(KvmProbe.Unusable, "it cannot make a VM: Device or resource busy.\n", "it cannot make a VM: Device or resource busy.")]
    [DataRow(134, "", "the probe guest's process ended with 134.")]
    public async Task GuestThatDoesNotRun_IsTcg_WithTheReason(int exitCode, string output, string expected)
    {
        var facts = await KvmProbe.ProbeAsync(Answering(exitCode, output), "/domar", null, Device, Token);

        Assert.AreEqual(new AcceleratorFacts(Accelerator.Tcg, $"Guests run under TCG (slowly), because KVM is of no use here: {expected}"), facts);
    }

    [TestMethod]
    public async Task GuestThatHangs_IsTcg()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["domar"], "#!/bin/sh\nexec sleep 1000\n");
        await new ToolRunner().RunAsync(new ToolCommand("chmod", ["755", folder["domar"]]), Token);

        var facts = await KvmProbe.ProbeAsync(new ToolRunner(), folder["domar"], null, Device, Token);

        Assert.AreEqual(Accelerator.Tcg, facts.Accelerator);
        StringAssert.Contains(facts.Reason, "did not end within 3 s. It was killed.");
    }

    [TestMethod]
    [Timeout(60_000)]
    public void RealGuest_RunsWell_OrTheReasonIsNamed()
    {
        if (!File.Exists("/dev/kvm"))
        {
            Assert.Inconclusive("SKIPPED: there is no /dev/kvm.");
        }

        try
        {
            using var guest = KvmProbeGuest.Create();
            StringAssert.StartsWith(guest.Run(), "KVM works: the probe guest ran ");
        }
        catch (KvmProbeException exception)
        {
            // Its code must be right even where it is slow: the wrong kind of exit, or a fault, would say "stopped".
            Assert.DoesNotContain("stopped", exception.Message);
            TestContext.WriteLine(exception.Message);
        }
    }

    private static FakeToolRunner Answering(int exitCode, string output) => new(_ => new ToolResult(exitCode, output, ""));
}
