using Domar.HostTools.Exec;
using Domar.HostTools.Losetup;
using Domar.HostTools.Tests.Fakes;

namespace Domar.HostTools.Tests.Losetup;

/// <summary>Recorded output of util-linux 2.41 in a live Domar started from a stick.</summary>
[TestClass]
public sealed class LosetupTests
{
    [TestMethod]
    public void LiveSystem_HasItsRoot() => Assert.AreEqual(
        new LoopDevice("/dev/loop0", "/domar/root.img", "8:0"), LosetupParser.Parse(Fixture.Read("live-stick-2.41.json")).Single());

    [TestMethod]
    [DataRow("")] // 2.41
    [DataRow("{\n   \"loopdevices\": [\n\n   ]\n}\n")] // 2.38
    public void NoLoopDevices_AreNone(string json) => Assert.IsEmpty(LosetupParser.Parse(json));

    [TestMethod]
    [DataRow("{", "line 1, column 2: not JSON")]
    [DataRow("{}", "without the expected facts")]
    [DataRow("""{"loopdevices": [{"name": "/dev/loop0"}]}""", "without the expected facts")]
    public void Rejects_OtherThings(string json, string expected) =>
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => LosetupParser.Parse(json)).Message, expected);

    [TestMethod]
    public async Task Losetup_ThatFails_IsTold()
    {
        var losetup = new HostTools.Losetup.Losetup(new FakeToolRunner(static _ => new ToolResult(1, "", "no\n")));

        Assert.AreEqual("Cannot list loop devices: losetup ended with 1: no", (await Assert.ThrowsExactlyAsync<ToolException>(() => losetup.ListAsync(CancellationToken.None))).Message);
    }
}
