using Domar.Core.Containers;

namespace Domar.Core.Tests.Containers;

[TestClass]
public sealed class GuestOsDetectorTests
{
    [TestMethod]
    [DataRow("ID=debian\nVERSION_ID=\"13\"\n", "debian", "13")]
    [DataRow("ID=devuan\nVERSION_ID=\"5\"\nID_LIKE=debian\n", "devuan", "5")]
    [DataRow("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"\n", "ubuntu", "24.04")]
    [DataRow("ID=\"centos\"\nVERSION_ID=\"9\"\n", "centos", "9")]
    [DataRow("ID='rocky'\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.4\"\n", "centos", "9.4")]
    [DataRow("ID=fedora\nVERSION_ID=42\n", "fedora", "42")]
    [DataRow("ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\nVERSION_ID=\"15.6\"\n", "opensuse", "15.6")]
    [DataRow("ID=arch\n", "archlinux", "")]
    [DataRow("ID=alpine\nVERSION_ID=3.22.1\n", "alpine", "3.22")]
    [DataRow("ID=gentoo\n", "gentoo", "")]
    [DataRow("ID=nixos\nVERSION_ID=\"25.05\"\n", "nixos", "25.05")]
    [DataRow("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\nVERSION_ID=22\n", "ubuntu", "22")]
    [DataRow("ID=plan9\n", "unmanaged", "")]
    public void OsRelease_TellsTypeAndVersion(string text, string type, string version) =>
        Assert.AreEqual(new GuestOs(type, version), GuestOsDetector.Detect(Facts(("/etc/os-release", text))));

    [TestMethod]
    [DataRow("/etc/redhat-release", "CentOS release 6.10 (Final)\n", "centos", "6.10")]
    [DataRow("/etc/redhat-release", "Fedora release 20 (Heisenbug)\n", "fedora", "20")]
    [DataRow("/etc/debian_version", "6.0.10\n", "debian", "6.0.10")]
    [DataRow("/etc/alpine-release", "3.4.6\n", "alpine", "3.4")]
    [DataRow("/etc/devuan_version", "jessie\n", "devuan", "jessie")]
    [DataRow("/usr/lib/os-release", "ID=debian\nVERSION_ID=12\n", "debian", "12")]
    public void OlderSystems_AreToldByTheirOwnFiles(string path, string text, string type, string version) =>
        Assert.AreEqual(new GuestOs(type, version), GuestOsDetector.Detect(Facts((path, text))));

    [TestMethod]
    public void DebianTesting_HasTheVersionOfDebianVersion() =>
        Assert.AreEqual(new GuestOs("debian", "forky/sid"), GuestOsDetector.Detect(Facts(("/etc/os-release", "ID=debian\n"), ("/etc/debian_version", "forky/sid\n"))));

    [TestMethod]
    public void Nothing_IsUnmanaged() => Assert.AreEqual(GuestOs.Unmanaged, GuestOsDetector.Detect(GuestFacts.None));

    private static GuestFacts Facts(params (string Path, string Text)[] files) =>
        new(files.ToDictionary(static f => f.Path, static f => f.Text), files.Select(static f => f.Path).ToHashSet());
}
