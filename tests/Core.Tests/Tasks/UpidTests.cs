using CsCheck;
using Domar.Core.Tasks;

namespace Domar.Core.Tests.Tasks;

[TestClass]
public sealed class UpidTests
{
    [TestMethod]
    public void TryParse_ProxmoxsForm_IsReadAndWrittenBack()
    {
        const string text = "UPID:pve1:000A1B2C:00C0FFEE:65F00D00:qmstart:100:root@pam!ci:";
        Assert.IsTrue(Upid.TryParse(text, out var upid));
        Assert.AreEqual(new Upid("pve1", 0xA1B2C, 0xC0FFEE, 0x65F00D00, "qmstart", "100", "root@pam!ci"), upid);
        Assert.AreEqual(text, upid.ToString());
    }

    [TestMethod]
    public void TryParse_NoTarget_IsRead()
    {
        Assert.IsTrue(Upid.TryParse("UPID:pve1:00000001:00000001:00000001:aptupdate::root@pam:", out var upid));
        Assert.AreEqual("", upid.Id);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("UPID:pve1:1:00000001:00000001:qmstart:100:root@pam:")]
    [DataRow("UPID:pve1:00000001:00000001:00000001:qmstart:100:root@pam")]
    [DataRow("UPID:pve1:00000001:00000001:00000001::100:root@pam:")]
    [DataRow("UPID:pve1:00000001:00000001:00000001:qmstart:100::")]
    [DataRow("UPID::00000001:00000001:00000001:qmstart:100:root@pam:")]
    [DataRow("UPID:pve1:0000000G:00000001:00000001:qmstart:100:root@pam:")]
    [DataRow("UPID:pve1:00000001:00000001:00000001:qmstart:../x:root@pam:")]
    [DataRow("UPID:pve1:00000001:00000001:00000001:qmstart:100:root@pam\n:")]
    public void TryParse_NoUpid_IsRefused(string? text) => Assert.IsFalse(Upid.TryParse(text, out _));

    [TestMethod]
    public void ToWord_AnyText_GivesAnIdThatParsesAndNamesAFile() => Gen.String.Sample(text =>
    {
        var upid = new Upid(new string('n', 63), 1, 2, 3, "t" + Upid.ToWord(text)[..^Math.Min(1, Upid.ToWord(text).Length)], Upid.ToWord(text), "u@pam");
        return Upid.TryParse(upid.ToString(), out var parsed) && parsed == upid && upid.ToString().Length <= 255;
    });

    [TestMethod]
    public void ToWord_FitText_StaysAsItIs()
    {
        Assert.AreEqual("root@pam!a-b_c.d+1", Upid.ToWord("root@pam!a-b_c.d+1"));
        Assert.AreEqual("local_iso_x", Upid.ToWord("local:iso/x"));
    }
}
