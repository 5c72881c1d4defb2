using Domar.Core.Containers;
using static Domar.Core.Tests.Containers.SetupPlans;

namespace Domar.Core.Tests.Containers;

/// <summary>The exact text of each distribution's network files.</summary>
[TestClass]
public sealed class NetworkSetupTests
{
    private const string Interfaces = "/etc/network/interfaces";
    private const string DebianStart = "# Other interfaces belong into /etc/network/interfaces.d.\nsource /etc/network/interfaces.d/*\n\nauto lo\niface lo inet loopback\n";
    private static readonly string[] Ifup = ["/usr/sbin/ifup"];
    private static readonly string[] Networkd = ["/usr/lib/systemd/systemd-networkd", "/usr/lib/systemd/systemd", "/usr/lib/systemd/system/systemd-networkd.service"];
    private static readonly string[] NetworkManager = ["/usr/sbin/NetworkManager"];

    [TestMethod]
    [DataRow("debian")]
    [DataRow("devuan")]
    public void Debian_Static(string type) => Assert.AreEqual(
        DebianStart + """

        auto eth0
        iface eth0 inet static
        	address 192.0.2.10/24
        	gateway 192.0.2.1
        iface eth0 inet6 static
        	address 2001:db8::10/64
        	gateway 2001:db8::1

        """, Plan(Static, type, Ifup).Written(Interfaces));

    [TestMethod]
    public void Debian_Dhcp_AndAdvertisements_AndASecondInterfaceWithout() => Assert.AreEqual(
        DebianStart + """

        auto eth0
        iface eth0 inet dhcp
        iface eth0 inet6 auto

        auto eth1
        iface eth1 inet manual

        """, Plan(Dhcp + "net1: name=eth1,bridge=vmbr1,ip=manual\n", "debian", Ifup).Written(Interfaces));

    [TestMethod]
    public void Debian_GatewayOutsideOfTheSubnet_HasItsRoute() => Assert.AreEqual(
        DebianStart + """

        auto eth0
        iface eth0 inet static
        	pre-up ip link set dev eth0 mtu 1400
        	address 198.51.100.7/32
        	up ip -4 route replace 203.0.113.1/32 dev eth0
        	up ip -4 route replace default via 203.0.113.1 dev eth0
        iface eth0 inet6 static
        	address 2001:db8::10/64
        	gateway fe80::1

        """, Plan(OnLink, "debian", Ifup).Written(Interfaces));

    [TestMethod]
    public void Debian_WithoutIfupdown_HasNetworkd()
    {
        var plan = Plan(Static + "nameserver: 192.0.2.53\nsearchdomain: example.com\n", "debian", Networkd);

        Assert.AreEqual("""

            [Match]
            Name=eth0

            [Network]
            DHCP=no
            IPv6AcceptRA=no
            Address=192.0.2.10/24
            Address=2001:db8::10/64
            DNS=192.0.2.53
            Domains=example.com

            [Route]
            Gateway=192.0.2.1

            [Route]
            Gateway=2001:db8::1

            """, plan.Written("/etc/systemd/network/10-domar-eth0.network"));
        CollectionAssert.Contains(plan.Edits.ToList(), new GuestEdit.MakeSymlink(
            "/etc/systemd/system/multi-user.target.wants/systemd-networkd.service", "/usr/lib/systemd/system/systemd-networkd.service"));
    }

    [TestMethod]
    [DataRow("ubuntu")]
    [DataRow("archlinux")]
    public void Networkd_Dhcp(string type) => Assert.AreEqual("""

        [Match]
        Name=eth0

        [Network]
        DHCP=ipv4
        IPv6AcceptRA=yes

        """, Plan(Dhcp, type, [.. Networkd, .. Ifup]).Written("/etc/systemd/network/10-domar-eth0.network"));

    [TestMethod]
    public void Networkd_GatewayOutsideOfTheSubnet_IsOnLink() => Assert.AreEqual("""

        [Match]
        Name=eth0

        [Link]
        MTUBytes=1400

        [Network]
        DHCP=no
        IPv6AcceptRA=no
        Address=198.51.100.7/32
        Address=2001:db8::10/64

        [Route]
        Gateway=203.0.113.1
        GatewayOnLink=yes

        [Route]
        Gateway=fe80::1

        """, Plan(OnLink, "archlinux", Networkd).Written("/etc/systemd/network/10-domar-eth0.network"));

    [TestMethod]
    public void Networkd_WhatAnEarlierSetupWrote_IsRemoved_WhatOthersWroteStays()
    {
        var plan = Plan(Dhcp, "archlinux", [.. Networkd, "/etc/systemd/network/10-domar-eth0.network", "/etc/systemd/network/10-domar-old.network", "/etc/systemd/network/eth9.network"]);

        Assert.AreEqual(new GuestEdit.Remove("/etc/systemd/network/10-domar-old.network"), plan.Edits.OfType<GuestEdit.Remove>().Single());
    }

    [TestMethod]
    public void Alpine_Static() => Assert.AreEqual("""

        auto lo
        iface lo inet loopback

        auto eth0
        iface eth0 inet static
        	address 192.0.2.10/24
        	gateway 192.0.2.1
        iface eth0 inet6 static
        	address 2001:db8::10/64
        	gateway 2001:db8::1

        """, Plan(Static, "alpine").Written(Interfaces));

    [TestMethod]
    public void Alpine_LeavesAdvertisementsToTheKernel() => Assert.AreEqual("""

        auto lo
        iface lo inet loopback

        auto eth0
        iface eth0 inet dhcp
        iface eth0 inet6 manual

        """, Plan(Dhcp, "alpine").Written(Interfaces));

    [TestMethod]
    public void Alpine_Dhcp6_IsWarnedOf() => StringAssert.Contains(Plan("net0: name=eth0,ip6=dhcp\n", "alpine").Warnings.Single(), "know no DHCPv6");

    [TestMethod]
    [DataRow("fedora")]
    [DataRow("centos")]
    [DataRow("opensuse")]
    public void NetworkManager_Static(string type)
    {
        var plan = Plan(Static + "nameserver: 192.0.2.53 2001:db8::53\nsearchdomain: example.com\n", type, NetworkManager);

        Assert.AreEqual("""

            [connection]
            id=domar-eth0
            type=ethernet
            interface-name=eth0
            autoconnect-priority=100

            [ipv4]
            method=manual
            address1=192.0.2.10/24
            gateway=192.0.2.1
            dns=192.0.2.53;
            dns-search=example.com;

            [ipv6]
            method=manual
            address1=2001:db8::10/64
            gateway=2001:db8::1
            dns=2001:db8::53;
            dns-search=example.com;

            """, plan.Written("/etc/NetworkManager/system-connections/domar-eth0.nmconnection"));
        Assert.AreEqual(Convert.ToInt32("600", 8), plan.Edits.OfType<GuestEdit.WriteFile>().Single(static e => e.Path.EndsWith(".nmconnection", StringComparison.Ordinal)).Mode);
    }

    [TestMethod]
    public void NetworkManager_Dhcp() => Assert.AreEqual("""

        [connection]
        id=domar-eth0
        type=ethernet
        interface-name=eth0
        autoconnect-priority=100

        [ipv4]
        method=auto

        [ipv6]
        method=auto

        """, Plan(Dhcp, "fedora", NetworkManager).Written("/etc/NetworkManager/system-connections/domar-eth0.nmconnection"));

    [TestMethod]
    public void NetworkManager_GatewayOutsideOfTheSubnet_HasItsRoute() => Assert.AreEqual("""

        [connection]
        id=domar-eth0
        type=ethernet
        interface-name=eth0
        autoconnect-priority=100

        [ethernet]
        mtu=1400

        [ipv4]
        method=manual
        address1=198.51.100.7/32
        route1=203.0.113.1/32
        gateway=203.0.113.1

        [ipv6]
        method=manual
        address1=2001:db8::10/64
        gateway=fe80::1

        """, Plan(OnLink, "fedora", NetworkManager).Written("/etc/NetworkManager/system-connections/domar-eth0.nmconnection"));

    [TestMethod]
    public void OldCentOs_HasIfcfg()
    {
        const string Folder = "/etc/sysconfig/network-scripts";
        Assert.AreEqual("""
            DEVICE=eth0
            TYPE=Ethernet
            ONBOOT=yes
            NM_CONTROLLED=no
            BOOTPROTO=none
            IPADDR=192.0.2.10
            PREFIX=24
            GATEWAY=192.0.2.1
            IPV6INIT=yes
            IPV6_AUTOCONF=no
            IPV6ADDR=2001:db8::10/64
            IPV6_DEFAULTGW=2001:db8::1

            """, Plan(Static, "centos", [Folder]).Written($"{Folder}/ifcfg-eth0"));
        Assert.AreEqual("""
            DEVICE=eth0
            TYPE=Ethernet
            ONBOOT=yes
            NM_CONTROLLED=no
            BOOTPROTO=dhcp
            IPV6INIT=yes
            IPV6_AUTOCONF=yes

            """, Plan(Dhcp, "centos", [Folder]).Written($"{Folder}/ifcfg-eth0"));
        Assert.AreEqual(
            "203.0.113.1/32 dev eth0\ndefault via 203.0.113.1 dev eth0\n",
            Plan(OnLink, "centos", [Folder]).Written($"{Folder}/route-eth0"));
    }

    [TestMethod]
    public void OpenSuse_Wicked()
    {
        const string Folder = "/etc/sysconfig/network";
        string[] wicked = ["/usr/sbin/wicked"];
        Assert.AreEqual(
            "STARTMODE='auto'\nBOOTPROTO='static'\nIPADDR='192.0.2.10/24'\nIPADDR_6='2001:db8::10/64'\n", Plan(Static, "opensuse", wicked).Written($"{Folder}/ifcfg-eth0"));
        Assert.AreEqual("default 192.0.2.1 - eth0\ndefault 2001:db8::1 - eth0\n", Plan(Static, "opensuse", wicked).Written($"{Folder}/ifroute-eth0"));
        Assert.AreEqual("STARTMODE='auto'\nBOOTPROTO='dhcp4'\n", Plan(Dhcp, "opensuse", wicked).Written($"{Folder}/ifcfg-eth0"));
        Assert.AreEqual(
            "203.0.113.1/32 - - eth0\ndefault 203.0.113.1 - eth0\ndefault fe80::1 - eth0\n", Plan(OnLink, "opensuse", wicked).Written($"{Folder}/ifroute-eth0"));
    }

    [TestMethod]
    public void HostManaged_LeavesTheAddressesToTheHost() => StringAssert.Contains(
        Plan("net0: name=eth0,ip=192.0.2.10/24,gw=192.0.2.1,host-managed=1\n", "debian", Ifup).Written(Interfaces), "iface eth0 inet manual\n");

    [TestMethod]
    public void SystemWithoutAKnownProgram_IsWarnedOf_AndLeftAlone()
    {
        var plan = Plan(Static, "gentoo");

        Assert.IsEmpty(plan.Edits);
        StringAssert.Contains(plan.Warnings.Single(), "The network of this container (gentoo) is not set up");
    }
}
