using Domar.Image.Tests.Harness;

namespace Domar.Image.Tests.HarnessTests;

[TestClass]
public sealed class BootMenuTests
{
    [TestMethod]
    [DataRow("\n*Install Domar                    \n", "Install Domar")]
    [DataRow("\n Install Domar \n*Install Domar unattended, with an answer file \n", "Install Domar unattended, with an answer file")]
    [DataRow("|*Domar 0.1.0 (slot A)      |", "Domar 0.1.0 (slot A)")]
    public void MarkedEntry_IsRead(string text, string entry) => Assert.AreEqual(entry, BootMenu.Marked().Match(text).Groups[1].Value);

    [TestMethod]
    [DataRow("\n*Install Domar una")]
    [DataRow("\n*Install Domar ")]
    [DataRow("\n Install Domar    \n")]
    public void HalfAnEntry_IsNone(string text) => Assert.IsFalse(BootMenu.Marked().IsMatch(text));
}
