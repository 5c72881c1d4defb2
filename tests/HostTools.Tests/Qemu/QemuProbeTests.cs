using Domar.HostTools.Exec;
using Domar.HostTools.Qemu;
using Domar.HostTools.Tests.Fakes;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Qemu;

[TestClass]
public sealed class QemuProbeTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)\nCopyright (c) 2003-2022 Fabrice Bellard and the QEMU Project developers\n", "7.2.22", "Debian 1:7.2+dfsg-7+deb12u18+b3")]
    [DataRow("QEMU emulator version 10.0.3 (Debian 1:10.0.3+ds-0+deb13u1)\n", "10.0.3", "Debian 1:10.0.3+ds-0+deb13u1")]
    [DataRow("QEMU emulator version 9.2.0\n", "9.2.0", "")]
    [DataRow("QEMU emulator version 10.1.50 (v10.1.0-500-gabc)", "10.1.50", "v10.1.0-500-gabc")]
    public void ParseVersion_TakesVersionAndPackage(string output, string version, string package) =>
        Assert.AreEqual((Version.Parse(version), package), QemuProbe.ParseVersion(output));

    [TestMethod]
    [DataRow("")]
    [DataRow("GNU bash, version five")]
    [DataRow("QEMU emulator version 7")]
    public void ParseVersion_Rejects_OtherThings(string output) => Assert.ThrowsExactly<ToolException>(() => QemuProbe.ParseVersion(output));

    [TestMethod]
    public async Task Probe_TakesTheChosenProgram()
    {
        var runner = new FakeToolRunner(_ => new ToolResult(0, "QEMU emulator version 9.2.0\n", ""));

        Assert.AreEqual(new QemuInstallation("/bin/sh", new Version(9, 2, 0), ""), await QemuProbe.ProbeAsync(runner, "/bin/sh", TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Probe_OfAMissingChoice_NamesTheVariable()
    {
        var exception = await Assert.ThrowsExactlyAsync<ToolException>(() => QemuProbe.ProbeAsync(new ToolRunner(), "/nowhere/qemu", TestContext.CancellationToken));

        Assert.AreEqual(
            "VMs cannot run: '/nowhere/qemu', which DOMAR_QEMU names, is not there. Correct DOMAR_QEMU, or leave it out to use 'qemu-system-x86_64'.", exception.Message);
    }

    [TestMethod]
    public async Task Probe_OfSomethingElse_IsAnError()
    {
        using var folder = new TempFolder();

        await Assert.ThrowsExactlyAsync<ToolException>(() => QemuProbe.ProbeAsync(new ToolRunner(), "/bin/false", TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Probe_OfTheInstalledOne()
    {
        if (ProgramFinder.Find("qemu-system-x86_64") is null)
        {
            Assert.Inconclusive("SKIPPED: qemu-system-x86_64 is not here. Install it with 'apt install qemu-system-x86'.");
        }

        var qemu = await QemuProbe.ProbeAsync(new ToolRunner(), null, TestContext.CancellationToken);

        Assert.IsGreaterThanOrEqualTo(7, qemu.Version.Major);
        StringAssert.EndsWith(qemu.Program, "/qemu-system-x86_64");
    }
}
