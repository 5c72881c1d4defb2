using Domar.Core.Lxc;

namespace Domar.Core.Tests.Lxc;

[TestClass]
public sealed class IdMapTests
{
    private static readonly LxcHostFacts Debian = LxcFixture.Host with { SubordinateIds = [new(false, 100000, 65536), new(true, 100000, 65536)] };

    [TestMethod]
    public void Unprivileged_HasDebiansRange()
    {
        var plan = LxcFixture.PlanWith("unprivileged: 1\n", Debian);
        CollectionAssert.AreEqual(new[] { "u 0 100000 65536", "g 0 100000 65536" }, plan.Values("lxc.idmap"));
        CollectionAssert.AreEqual(new IdMapRange[] { new(false, 0, 100000, 65536), new(true, 0, 100000, 65536) }, plan.IdMap.ToList());
    }

    [TestMethod]
    public void Privileged_HasNone() => Assert.IsEmpty(LxcFixture.PlanWith("").IdMap);

    [TestMethod]
    public void GivenLines_ReplaceTheDefault_AndAreWrittenOnce()
    {
        var plan = LxcFixture.PlanWith("unprivileged: 1\nlxc.idmap: u 0 200000 10\nlxc.idmap = g 0 200000 10\nlxc.idmap: u 10 1000 1\n");
        CollectionAssert.AreEqual(new[] { "u 0 200000 10", "g 0 200000 10", "u 10 1000 1" }, plan.Values("lxc.idmap"));
    }

    [TestMethod]
    public void HostsRoot_IsWarnedOf() =>
        StringAssert.Contains(LxcFixture.PlanWith("unprivileged: 1\nlxc.idmap: u 0 0 1\nlxc.idmap: g 0 0 1\n").Warnings.Single(), "host's root id");

    [TestMethod]
    [DataRow("lxc.idmap: u 0 100000 65536\n", "privileged")]
    [DataRow("unprivileged: 1\nlxc.idmap: u 0 100000 65536\n", "root group")]
    [DataRow("unprivileged: 1\nlxc.idmap: u 1 100000 5\nlxc.idmap: g 0 100000 5\n", "root user")]
    [DataRow("unprivileged: 1\nlxc.idmap: x 0 1 1\n", "maps no ids")]
    [DataRow("unprivileged: 1\nlxc.idmap: u 0 1\n", "maps no ids")]
    [DataRow("unprivileged: 1\nlxc.idmap: u 0 1 0\n", "maps no ids")]
    [DataRow("unprivileged: 1\nlxc.idmap: u -1 1 1\n", "maps no ids")]
    [DataRow("unprivileged: 1\nlxc.idmap: u 0 4294967295 1\n", "maps no ids")]
    [DataRow("unprivileged: 1\nlxc.idmap: u 0 99999999999999999999 1\n", "maps no ids")]
    [DataRow("unprivileged: 1\nlxc.idmap: u 0 100000 10\nlxc.idmap: u 9 200000 10\n", "overlap")]
    [DataRow("unprivileged: 1\nlxc.idmap: u 0 100000 10\nlxc.idmap: u 10 100009 10\n", "overlap")]
    public void Lines_ThatMapNothingSound_AreRefused(string lines, string reason) => StringAssert.Contains(LxcFixture.Error(lines), reason);

    [TestMethod]
    public void Range_ThatRootMayNotMap_IsRefused_WithTheLineToAdd() =>
        StringAssert.Contains(
            LxcFixture.Error("unprivileged: 1\nlxc.idmap: u 0 100000 1000\nlxc.idmap: g 0 100000 1000\nlxc.idmap: g 1000 1000 1\n", Debian),
            "Add 'root:1000:1' to /etc/subgid");
}
