using System.Text;
using Domar.HostTools.Exec;

namespace Domar.HostTools.Tests.Exec;

[TestClass]
public sealed class UnitMarkerTests
{
    [TestMethod]
    [DataRow("DOMAR_INSTANCE=/a\0DOMAR_UNIT=x\0PATH=/bin\0", "x")]
    [DataRow("PATH=/bin\0DOMAR_UNIT=x y.service\0DOMAR_INSTANCE=/a\0", "x y.service")]
    [DataRow("DOMAR_INSTANCE=/a/b\0DOMAR_UNIT=x\0", null)]
    [DataRow("DOMAR_INSTANCE=/\0DOMAR_UNIT=x\0", null)]
    [DataRow("XDOMAR_INSTANCE=/a\0DOMAR_UNIT=x\0", null)]
    [DataRow("DOMAR_INSTANCE=/a\0XDOMAR_UNIT=x\0", null)]
    [DataRow("XDOMAR_INSTANCE=/a\0DOMAR_INSTANCE=/a\0XDOMAR_UNIT=y\0DOMAR_UNIT=x\0", "x")]
    [DataRow("DOMAR_INSTANCE=/a\0DOMAR_UNIT=\0", null)]
    [DataRow("DOMAR_INSTANCE=/a\0DOMAR_UNIT=cut", null)]
    [DataRow("", null)]
    public void Finds_TheNameOfThisInstanceOnly(string environment, string? expected) =>
        Assert.AreEqual(expected, new UnitMarker("/a").Parse(Encoding.UTF8.GetBytes(environment)));
}
