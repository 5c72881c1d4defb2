using Domar.HostTools.Networkd;
using Domar.HostTools.Tests.Fakes;

namespace Domar.HostTools.Tests.Networkd;

[TestClass]
public sealed class DhcpLeaseTests
{
    [TestMethod]
    public void RecordedLease_IsRead()
    {
        var lease = DhcpLeaseParser.Parse(Fixture.Read("lease.txt"))!;

        Assert.AreEqual(("10.0.2.15", "10.0.2.2", "1d", "lab.example", "pve7"), (lease.Address, lease.Server, lease.Lifetime, lease.Domain, lease.HostName));
        Assert.IsNull(lease.TextOption(250));
    }

    /// <summary>Recorded with systemd 257, asked for both options (RequestOptions=250 251); without that servers need not send them.</summary>
    [TestMethod]
    public void RecordedOptions_AreRead()
    {
        var lease = DhcpLeaseParser.Parse(Fixture.Read("lease-options-257.txt"))!;

        Assert.AreEqual("https://answers.example/a", lease.TextOption(250));
        Assert.AreEqual(string.Join(':', Enumerable.Repeat("AB", 32)), lease.TextOption(251));
    }

    // The form of systemd's sd-dhcp-lease.c: OPTION_ and the number, then hexadecimal digits.
    [TestMethod]
    [DataRow("OPTION_250=687474703a2f2f612f62", "http://a/b")]
    [DataRow("OPTION_250=687474703a2f2f612f6200", "http://a/b")] // ends as texts of C do
    [DataRow("OPTION_250=", null)]
    [DataRow("OPTION_250=6874747", null)]
    [DataRow("OPTION_250=xy", null)]
    [DataRow("OPTION_250=610a62", null)] // two lines
    [DataRow("OPTION_251=6162", null)]
    public void OptionsOfTheSite_AreTexts(string line, string? expected) => Assert.AreEqual(expected, DhcpLeaseParser.Parse($"ADDRESS=192.0.2.1\n{line}\n")!.TextOption(250));

    [TestMethod]
    public void FileWithoutAnAddress_IsNoLease() => Assert.IsNull(DhcpLeaseParser.Parse("# This is private data. Do not parse.\nHOSTNAME=a\n=\n"));
}
