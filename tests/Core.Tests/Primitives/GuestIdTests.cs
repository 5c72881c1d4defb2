using Domar.Core.Primitives;

namespace Domar.Core.Tests.Primitives;

[TestClass]
public sealed class GuestIdTests
{
    [TestMethod]
    [DataRow("100", 100)]
    [DataRow("999999999", 999_999_999)]
    public void TryParse_IdInRange_IsRead(string text, int expected)
    {
        Assert.IsTrue(GuestId.TryParse(text, out var id));
        Assert.AreEqual(expected, id.Value);
    }

    [TestMethod]
    [DataRow("99")]
    [DataRow("0100")]
    [DataRow("1000000000")]
    [DataRow("-100")]
    [DataRow("1e3")]
    [DataRow("")]
    [DataRow(null)]
    public void TryParse_NotAnId_IsRefused(string? text) => Assert.IsFalse(GuestId.TryParse(text, out _));
}
