using System.Net;
using Domar.HostTools.Exec;
using Domar.HostTools.Networkd;
using Domar.HostTools.Tests.Fakes;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Networkd;

/// <summary>Recorded output of systemd 257 in a live Domar whose DHCP server sends host name and domain; its second card is in a network without a router.</summary>
[TestClass]
public sealed class NetworkctlTests
{
    [TestMethod]
    public void Status_HasAddressGatewayAndDns()
    {
        var links = NetworkctlParser.Parse(Fixture.Read("status-257.json"));

        var link = links.Single(static link => link.Name == "enp0s2");
        Assert.AreEqual("10.0.2.15/24", link.Addresses.Single(static address => address.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork).ToString());
        CollectionAssert.AreEqual(new[] { IPAddress.Parse("10.0.2.2") }, link.Gateways.ToArray());
        CollectionAssert.AreEqual(new[] { IPAddress.Parse("10.0.2.3") }, link.DnsServers.ToArray());
        CollectionAssert.AreEqual(new[] { "lab.example" }, link.SearchDomains.ToArray());
        Assert.IsEmpty(links.Single(static link => link.Name == "enp0s3").Gateways);
    }

    [TestMethod]
    public async Task HostName_IsInTheLease()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["leases"]);
        File.WriteAllText(folder["leases/2"], Fixture.Read("lease.txt"));
        var json = Fixture.Read("status-257.json");

        var links = await new Networkctl(new FakeToolRunner(_ => new ToolResult(0, json, "")), folder.Path).ListAsync(CancellationToken.None);

        Assert.AreEqual("pve7", links.Single(static link => link.Name == "enp0s2").DhcpHostName);
        Assert.IsNull(links.Single(static link => link.Name == "enp0s3").DhcpHostName);
    }

    [TestMethod]
    [DataRow("", "line 1, column 1: not JSON")]
    [DataRow("{}", "without the expected facts")]
    [DataRow("""{"Interfaces": [{"Name": "a"}]}""", "without the expected facts")]
    [DataRow("""{"Interfaces": [{"Name": "a", "Index": 1, "DNS": [{"Address": [1, 2, 3]}]}]}""", "without the expected facts")]
    [DataRow("""{"Interfaces": [{"Name": "a", "Index": 1, "DNS": [{"Address": [1, 2, 3, 400]}]}]}""", "without the expected facts")]
    public void Rejects_OtherThings(string json, string expected) =>
        StringAssert.Contains(Assert.ThrowsExactly<ToolException>(() => NetworkctlParser.Parse(json)).Message, expected);

    [TestMethod]
    public async Task Networkctl_ThatFails_IsTold()
    {
        var networkd = new Networkctl(new FakeToolRunner(static _ => new ToolResult(1, "", "no bus\n")));

        Assert.AreEqual("Cannot read the network's state: networkctl ended with 1: no bus", (await Assert.ThrowsExactlyAsync<ToolException>(() => networkd.ListAsync(CancellationToken.None))).Message);
    }
}
