using Domar.Core.Lxc;
using Domar.Core.Primitives;

namespace Domar.Core.Tests.Lxc;

[TestClass]
public sealed class LxcNetTests
{
    [TestMethod]
    public void Container_WithoutCards_HasALoopbackOfItsOwn() =>
        CollectionAssert.AreEqual(new[] { "empty" }, LxcFixture.PlanWith("").Values("lxc.net.0.type"));

    [TestMethod]
    public void RawCard_TakesThePlaceOfTheEmptyNetwork() =>
        CollectionAssert.AreEqual(new[] { "phys" }, LxcFixture.PlanWith("lxc.net.0.type: phys\nlxc.net.0.link: eth1\n").Values("lxc.net.0.type"));

    [TestMethod]
    public void Veth_SaysWhatTheCardWants()
    {
        var veth = LxcFixture.PlanWith("net2: name=a,bridge=vmbr0,tag=7,trunks=8;9,rate=2.5,firewall=1,link_down=1\n").Veths.Single();
        Assert.AreEqual(
            ("veth100i2", 2, "vmbr0", 7, "8,9", 2.5, true, true),
            (veth.Name, veth.Index, veth.Bridge, veth.VlanTag, string.Join(',', veth.Trunks), veth.RateMegabytesPerSecond, veth.Firewall, veth.LinkDown));
    }

    [TestMethod]
    [DataRow("net0: name=a,bridge=vmbr0,tag=7", "vlan del dev veth100i0 vid 1|vlan add dev veth100i0 vid 7 pvid untagged")]
    [DataRow("net0: name=a,bridge=vmbr0,tag=7,trunks=7;8", "vlan del dev veth100i0 vid 1|vlan add dev veth100i0 vid 7 pvid untagged|vlan add dev veth100i0 vid 8")]
    [DataRow("net0: name=a,bridge=vmbr0,trunks=8", "vlan add dev veth100i0 vid 8")]
    [DataRow("net0: name=a,bridge=vmbr0", "vlan add dev veth100i0 vid 2-4094")]
    [DataRow("net0: name=a,bridge=vmbr1", "")]
    [DataRow("net0: name=a,bridge=unknown", "")]
    [DataRow("net0: name=a,bridge=unknown,tag=7", "vlan del dev veth100i0 vid 1|vlan add dev veth100i0 vid 7 pvid untagged")]
    [DataRow("net0: name=a", "")]
    [DataRow("net0: name=a,rate=0", "")]
    [DataRow("net0: name=a,link_down=1", "link set dev veth100i0 down")]
    public void AfterUp_IsWhatTheBridgeNeeds(string line, string commands)
    {
        var plan = LxcFixture.PlanWith(line + "\n");
        Assert.AreEqual(commands, string.Join('|', plan.Veths.Single().AfterUp.Select(static c => string.Join(' ', c.Skip(1)))));
        Assert.HasCount(commands.Length == 0 ? 0 : 1, plan.Values("lxc.net.0.script.up"));
    }

    [TestMethod]
    public void Script_HasTheCommandsOfTheVeth()
    {
        var plan = LxcFixture.PlanWith("net0: name=a,bridge=vmbr0,tag=7,rate=1,link_down=1\n");
        var script = plan.Files.Single(static f => f.Path.EndsWith("/net0-up", StringComparison.Ordinal)).Content;
        Assert.EndsWith("set -e\n" + string.Concat(plan.Veths.Single().AfterUp.Select(static c => string.Join(' ', c) + "\n")), script);
        StringAssert.Contains(script, " rate 1048576bps ");
        StringAssert.Contains(script, " mtu 64kb ");
    }

    [TestMethod]
    public void Addresses_AreTheGuestsAffair_UnlessTheHostManagesThem()
    {
        const string card = "net0: name=a,bridge=vmbr1,ip=192.0.2.1/24,gw=192.0.2.254,ip6=auto";
        Assert.DoesNotContain("ipv4", LxcFixture.PlanWith(card + "\n").ConfigText);
        var managed = LxcFixture.PlanWith(card + ",host-managed=1\n");
        CollectionAssert.AreEqual(new[] { "192.0.2.1/24" }, managed.Values("lxc.net.0.ipv4.address"));
        CollectionAssert.AreEqual(new[] { "192.0.2.254" }, managed.Values("lxc.net.0.ipv4.gateway"));
        Assert.DoesNotContain("ipv6", managed.ConfigText);
    }

    [TestMethod]
    public void Dhcp_ByTheHost_IsWarnedOf() =>
        StringAssert.Contains(LxcFixture.PlanWith("net0: name=a,ip=dhcp,host-managed=1\n").Warnings.Single(), "by DHCP");

    [TestMethod]
    [DataRow("net0: name=a,bridge=vmbr1,tag=7", "does not filter VLANs")]
    [DataRow("net0: name=a,tag=7", "no bridge")]
    [DataRow("net0: name=a,bridge=vmbr0,tag=4095", "is no VLAN")]
    [DataRow("net0: name=a,bridge=vmbr0,trunks=0", "is no VLAN")]
    [DataRow("net0: name=sixteen_letters_", "is no interface's name")]
    [DataRow("net0: name=..", "is no interface's name")]
    [DataRow("net0: name=a b", "is no interface's name")]
    [DataRow("net0: name=a,bridge=../../x", "is no interface's name")]
    [DataRow("net0: bridge=vmbr0", "has no name")]
    public void Card_ThatCannotBe_IsRefused(string line, string reason) => StringAssert.Contains(LxcFixture.Error(line + "\n"), reason);

    [TestMethod]
    [DataRow(100, 0, "veth100i0")]
    [DataRow(999999999, 9, "veth999999999i9")]
    [DataRow(999999999, 31, "ve999999999i31")]
    public void HostName_FitsTheKernel(int id, int index, string name)
    {
        var config = LxcFixture.Config($"{LxcFixture.RootLine}net{index}: name=a\n");
        var volumes = new Dictionary<string, Core.Qemu.ResolvedVolume> { ["rootfs"] = new("a", new Core.Qemu.BlockDeviceLocation("/dev/a"), "raw") };
        var plan = LxcPlanner.Plan(new GuestId(id), config, volumes, LxcFixture.Host, new LxcPaths("/run/l", new GuestId(id)));
        Assert.AreEqual(name, plan.Veths.Single().Name);
    }
}
