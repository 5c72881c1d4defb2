using Domar.Image.Builder.Locks;

namespace Domar.Image.Builder.Tests.Locks;

/// <summary>From apt's list to the lock file and back.</summary>
[TestClass]
public sealed class PackageLockTests
{
    private static readonly string Hash = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

    private static readonly string Uris = $"""
        'http://mirror.example/debian/pool/main/a/acl/libacl1_2.3.2-2%2bb1_amd64.deb' libacl1_2.3.2-2+b1_amd64.deb 33288 SHA256:{Hash}
        'http://mirror.example/some/where/debian-security/pool/updates/main/l/linux/linux-image_6.12.1-1_amd64.deb' linux-image_1%3a6.12.1-1~x_amd64.deb 7 SHA256:{Hash}

        """;

    [TestMethod]
    public void AptsList_BecomesALock_WithoutTheMirrorsName()
    {
        var packageLock = new PackageLock(
            UriListParser.Parse(Uris, "image", "uris").Concat(UriListParser.Parse(Uris.Split('\n')[0], "build", "uris2")), "recipes/packages.lock");
        var text = packageLock.Format();
        Assert.AreEqual(
            $"build\tlibacl1\t2.3.2-2+b1\tamd64\t33288\t{Hash}\tdebian\tpool/main/a/acl/libacl1_2.3.2-2%2bb1_amd64.deb\n"
            + $"image\tlibacl1\t2.3.2-2+b1\tamd64\t33288\t{Hash}\tdebian\tpool/main/a/acl/libacl1_2.3.2-2%2bb1_amd64.deb\n"
            + $"image\tlinux-image\t1:6.12.1-1~x\tamd64\t7\t{Hash}\tdebian-security\tpool/updates/main/l/linux/linux-image_6.12.1-1_amd64.deb\n",
            string.Concat(text.Split('\n').Where(static line => line.Length > 0 && line[0] != '#').Select(static line => line + "\n")));
        Assert.StartsWith("# ", text);
        Assert.DoesNotContain("mirror.example", text);
    }

    [TestMethod]
    public void RecordedLine_OfApt26_IsTaken() => Assert.AreEqual(
        new LockEntry("image", "libstdc++-12-pic", "12.2.0-14+deb12u1", "amd64", 718212, "d1c866007298b094015e5ce46404c2c78c7629900c1e3f9b5c85547f4355e49b", "debian",
            "pool/main/g/gcc-12/libstdc%2b%2b-12-pic_12.2.0-14%2bdeb12u1_amd64.deb"),
        UriListParser.Parse(
            "'http://h/debian/pool/main/g/gcc-12/libstdc%2b%2b-12-pic_12.2.0-14%2bdeb12u1_amd64.deb' libstdc++-12-pic_12.2.0-14+deb12u1_amd64.deb 718212 "
            + "SHA256:d1c866007298b094015e5ce46404c2c78c7629900c1e3f9b5c85547f4355e49b\n", "image", "u").Single());

    [TestMethod]
    public void Lock_WrittenAndRead_IsTheSame()
    {
        var written = new PackageLock(UriListParser.Parse(Uris, "image", "uris"), "f");
        var read = PackageLock.Parse(written.Format(), "f");
        CollectionAssert.AreEqual(written.Entries.ToArray(), read.Entries.ToArray());
        Assert.AreEqual(written.Format(), read.Format());
        Assert.IsTrue(read.Contains("image", "libacl1"));
        Assert.IsFalse(read.Contains("build", "libacl1"));
    }

    [TestMethod]
    public void Lock_OfUnsortedEntriesWithDoubles_IsSortedAndWithout()
    {
        var entries = UriListParser.Parse(Uris, "image", "uris");
        Assert.AreEqual(new PackageLock(entries, "f").Format(), new PackageLock(entries.Reverse().Concat(entries), "f").Format());
    }

    [TestMethod]
    [DataRow("garbage", "u:1: not a line of apt's --print-uris ('URL' FILE SIZE SHA256:HEX): garbage")]
    [DataRow("'http://h/debian/pool/a_1_all.deb' a_1_all.deb x SHA256:@", "u:1: not a line of apt's --print-uris ('URL' FILE SIZE SHA256:HEX): 'http://h/debian/pool/a_1_all.deb' a_1_all.deb x SHA256:@")]
    [DataRow("'http://h/debian/pool/a_1_all.deb' a_1_all.deb 1 MD5Sum:0123",
        "u:1: a_1_all.deb has no SHA-256 ('MD5Sum:0123'), and nothing weaker is taken; give apt-get '-o Acquire::ForceHash=SHA256'")]
    [DataRow("'http://h/debian/pool/a_1_all.deb' a_1_all.deb 1 SHA256:0123",
        "u:1: a_1_all.deb has no SHA-256 ('SHA256:0123'), and nothing weaker is taken; give apt-get '-o Acquire::ForceHash=SHA256'")]
    [DataRow("'http://h/other/pool/aa_1_all.deb' aa_1_all.deb 1 SHA256:@", "u:1: aa_1_all.deb is from archive 'other'; only debian and debian-security can be pinned")]
    [DataRow("'http://h/aa_1_all.deb' aa_1_all.deb 1 SHA256:@", "u:1: aa_1_all.deb is from archive ''; only debian and debian-security can be pinned")]
    [DataRow("'http://h/debian/pool/aa_1.deb' aa_1.deb 1 SHA256:@", "u:1: 'aa_1.deb' is not the name of a Debian package (NAME_VERSION_ARCHITECTURE.deb)")]
    [DataRow("'http://h/debian/pool/../aa_1_all.deb' aa_1_all.deb 1 SHA256:@",
        "u:1: 'aa_1_all.deb' is not the name of a Debian package (NAME_VERSION_ARCHITECTURE.deb)")]
    [DataRow("", "u names no package; was apt's output written to it?")]
    public void AptsList_Malformed_NamesTheLine(string line, string expected) => Assert.AreEqual(
        expected.Replace("@", Hash), Assert.ThrowsExactly<BuildException>(() => UriListParser.Parse(line.Replace("@", Hash) + "\n", "image", "u")).Message);

    [TestMethod]
    public void OnePackage_InTwoVersions_IsRefused()
    {
        var entry = UriListParser.Parse(Uris, "image", "uris")[0];
        Assert.AreEqual(
            "f: set 'image' has package 'libacl1' (amd64) more than once, and not the same: 2.3.2-2+b1, 3; make the lists anew from one state of the archive",
            Assert.ThrowsExactly<BuildException>(() => new PackageLock([entry, entry with { Version = "3" }], "f")).Message);
        Assert.HasCount(2, new PackageLock([entry, entry with { Architecture = "i386" }], "f").Entries);
    }

    [TestMethod]
    [DataRow("image\tlibacl1\t1\tamd64\t1\t@\tdebian")]
    [DataRow("image\tlibacl1\t1\tamd64\t-1\t@\tdebian\tpool/a.deb")]
    [DataRow("image\tlibacl1\t1\tamd64\t1\tabc\tdebian\tpool/a.deb")]
    [DataRow("image\tlibacl1\t1\tamd64\t1\t@\tubuntu\tpool/a.deb")]
    [DataRow("image\tlibacl1\t1\tamd64\t1\t@\tdebian\tpool/../../a.deb")]
    [DataRow("image\tlibacl1\t1\tamd64\t1\t@\tdebian\tpool/$(x).deb")]
    public void LockFile_Malformed_NamesTheLine(string line) => Assert.AreEqual(
        "f:2: not a line of a lock file; run 'make update-packages' to make it anew",
        Assert.ThrowsExactly<BuildException>(() => PackageLock.Parse($"# x\n{line.Replace("@", Hash)}\n", "f")).Message);
}
