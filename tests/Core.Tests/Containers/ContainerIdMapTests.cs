using Domar.Core.Containers;

namespace Domar.Core.Tests.Containers;

[TestClass]
public sealed class ContainerIdMapTests
{
    [TestMethod]
    public void SeveralRanges_MapEachId()
    {
        ContainerIdRange[] ranges = [new(0, 100000, 1000), new(1000, 1000, 1), new(1001, 101001, 64535)];
        var map = new ContainerIdMap(ranges, ranges);

        Assert.AreEqual(100000u, map.HostUser(0));
        Assert.AreEqual(1000u, map.HostUser(1000));
        Assert.AreEqual(101001u, map.HostGroup(1001));
        Assert.IsNull(map.HostUser(65536));
        Assert.IsNull(map.Problem());
        Assert.AreEqual("0 100000 1000\n1000 1000 1\n1001 101001 64535\n", ContainerIdMap.ToMapFile(ranges));
    }

    [TestMethod]
    public void Privileged_IsTheHostsIds() => Assert.AreEqual(5u, ContainerIdMap.Privileged.HostUser(5));

    [TestMethod]
    [DataRow(0u, 0u, 65536u, "makes the host's user 0")]
    [DataRow(1u, 100000u, 65536u, "no user 0")]
    [DataRow(0u, 4294967000u, 65536u, "reaches past the last id")]
    public void MapsThatAreNoContainment_AreRefused(uint containerId, uint hostId, uint count, string expected)
    {
        ContainerIdRange[] ranges = [new(containerId, hostId, count)];
        StringAssert.Contains(new ContainerIdMap(ranges, ranges).Problem(), expected);
    }
}
