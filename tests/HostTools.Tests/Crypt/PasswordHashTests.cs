using Domar.HostTools.Crypt;

namespace Domar.HostTools.Tests.Crypt;

[TestClass]
public sealed class PasswordHashTests
{
    [TestMethod]
    [DataRow("secret")]
    [DataRow("pässwört '\"\\$ 密")]
    [DataRow(" ")]
    public void Hash_IsYescrypt_AndIsOfThisPasswordOnly(string password)
    {
        var hash = PasswordHash.Create(password);

        StringAssert.Matches(hash, new(@"^\$y\$j9T\$[./0-9A-Za-z]{22}\$[./0-9A-Za-z]{43}$"));
        Assert.IsTrue(PasswordHash.Matches(password, hash));
        Assert.IsFalse(PasswordHash.Matches(password + "x", hash));
    }

    [TestMethod]
    public void EachHash_HasItsOwnSalt()
    {
        Assert.AreNotEqual(PasswordHash.Create("secret"), PasswordHash.Create("secret"));
    }

    [TestMethod]
    public void HashOfAnotherProgram_IsUnderstood()
    {
        // Of openssl passwd -6 -salt abcdefgh secret.
        Assert.IsTrue(PasswordHash.Matches("secret", "$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG."));
    }

    [TestMethod]
    public void ManyThreads_DoNotMeet()
    {
        Parallel.For(0, 16, number => Assert.IsTrue(PasswordHash.Matches($"{number}", PasswordHash.Create($"{number}"))));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a\0b")]
    public void PasswordThatWouldBeCutShort_IsRefused(string password)
    {
        Assert.ThrowsExactly<ArgumentException>(() => PasswordHash.Create(password));
    }

    [TestMethod]
    public void LongestPassword_CountsWhole_AndALongerOneIsRefused()
    {
        var longest = new string('x', 511);
        var hash = PasswordHash.Create(longest);

        Assert.IsTrue(PasswordHash.Matches(longest, hash));
        Assert.IsFalse(PasswordHash.Matches(longest[..510] + "y", hash));
        Assert.ThrowsExactly<ArgumentException>(() => PasswordHash.Create(longest + "x"));
    }

    [TestMethod]
    public void UnknownKindOfHash_IsAnError_NotAMatch()
    {
        Assert.ThrowsExactly<PasswordHashException>(() => PasswordHash.Matches("secret", "*0"));
        Assert.ThrowsExactly<PasswordHashException>(() => PasswordHash.Matches("secret", "$nonsense$x"));
    }

    [TestMethod]
    public void MissingLibrary_IsSaid_WithTheWayOut()
    {
        var exception = Assert.ThrowsExactly<PasswordHashException>(() => PasswordHash.Guard<string>(static () => throw new DllNotFoundException("x")));

        Assert.AreEqual("Cannot hash the password: libcrypt.so.1 is missing or not libxcrypt's. Install it with 'apt install libcrypt1'.", exception.Message);
    }
}
