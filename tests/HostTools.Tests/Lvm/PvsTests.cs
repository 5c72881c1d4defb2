using Domar.HostTools.Exec;
using Domar.HostTools.Lvm;
using Domar.HostTools.Tests.Fakes;

namespace Domar.HostTools.Tests.Lvm;

[TestClass]
public sealed class PvsTests
{
    // The form of LVM 2.03.31 (Debian 13).
    private const string Two = """
          {
              "report": [
                  {
                      "pv": [
                          {"pv_name":"/dev/sda3", "vg_name":"pve"},
                          {"pv_name":"/dev/sdb", "vg_name":""}
                      ]
                  }
              ]
              ,
              "log": [
              ]
          }
        """;

    [TestMethod]
    public async Task Volumes_AreListed_WithTheirGroups()
    {
        var runner = new FakeToolRunner(static _ => new ToolResult(0, Two, ""));

        var volumes = await new Pvs(runner).ListPhysicalVolumesAsync(CancellationToken.None);

        CollectionAssert.AreEqual(new[] { new PhysicalVolume("/dev/sda3", "pve"), new PhysicalVolume("/dev/sdb", null) }, volumes.ToArray());
        CollectionAssert.Contains(runner.Runs.Single().Arguments.ToArray(), "--readonly");
    }

    [TestMethod]
    public async Task Pvs_ThatFails_IsTold() => Assert.AreEqual(
        "Cannot list LVM's physical volumes: pvs ended with 5: no",
        (await Assert.ThrowsExactlyAsync<ToolException>(() => new Pvs(new FakeToolRunner(static _ => new ToolResult(5, "", "no\n"))).ListPhysicalVolumesAsync(CancellationToken.None))).Message);

    [TestMethod]
    [DataRow("{", "line 1, column 2: not JSON")]
    [DataRow("{}", "without the expected facts")]
    [DataRow("""{"report": [{"pv": [{"pv_name": "/dev/sda"}]}]}""", "without the expected facts")]
    public void Rejects_OtherThings(string json, string expected) => StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => PvsParser.Parse(json)).Message, expected);
}
