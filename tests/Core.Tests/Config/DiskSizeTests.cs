using CsCheck;
using Domar.Core.Config;

namespace Domar.Core.Tests.Config;

[TestClass]
public sealed class DiskSizeTests
{
    [TestMethod]
    [DataRow("32G", 34359738368)]
    [DataRow("104858K", 107374592)]
    [DataRow("512", 512)]
    [DataRow("1.5T", 1649267441664)]
    [DataRow("0.5K", 512)]
    [DataRow("9223372036854775807", long.MaxValue)]
    public void TryParse_Size_IsBytes(string text, long expected)
    {
        Assert.IsTrue(DiskSize.TryParse(text, out var bytes));
        Assert.AreEqual(expected, bytes);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(null)]
    [DataRow("G")]
    [DataRow("-1G")]
    [DataRow("1.G")]
    [DataRow(".5G")]
    [DataRow("1,5G")]
    [DataRow("1 G")]
    [DataRow("1g")]
    [DataRow("1P")]
    [DataRow("9223372036854775808")]
    [DataRow("8388608T")]
    [DataRow("99999999999999999999999999999999999999999999")]
    public void TryParse_NoSize_IsRefused(string? text) => Assert.IsFalse(DiskSize.TryParse(text, out _));

    [TestMethod]
    [DataRow(34359738368, "32G")]
    [DataRow(107374592, "104858K")]
    [DataRow(1000, "1000")]
    [DataRow(0, "0")]
    [DataRow(1125899906842624, "1024T")]
    public void Format_TakesTheLargestUnitThatDivides(long bytes, string expected) => Assert.AreEqual(expected, DiskSize.Format(bytes));

    [TestMethod]
    public void Format_IsReadBack() => Gen.Long[0, long.MaxValue].Sample(bytes =>
        DiskSize.TryParse(DiskSize.Format(bytes), out var back) && back == bytes);
}
