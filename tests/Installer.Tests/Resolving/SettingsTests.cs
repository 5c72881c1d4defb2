using System.Net;
using System.Text.Json;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.Core.Install.Settings;
using Domar.Installer.Output;
using Domar.Installer.Tests.Support;
using static Domar.Installer.Tests.Support.Answers;

namespace Domar.Installer.Tests.Resolving;

/// <summary>What right answer files come to.</summary>
[TestClass]
public sealed class SettingsTests
{
    [TestMethod]
    public void OlderNames_AreTaken_InKeysAndTables()
    {
        var settings = Settings("""
            [global]
            keyboard = "de"
            country = "AT"
            fqdn = "node1.example.com"
            mailto = "admin@example.com"
            timezone = "UTC"
            root_password_hashed = "$y$j9T$343s9MNhV4xZhW1Be6J6H1$rIxofnXWmp0FQGGIPO3BRwb1jK4ZXWaxT7OjhHJmum0"
            root_ssh_keys = []
            reboot_on_error = true
            reboot_mode = "power-off"
            subscription_key = "pve1c-0123456789"
            [network]
            source = "from-dhcp"
            [disk_setup]
            filesystem = "zfs"
            zfs.raid = "raid1"
            zfs.arc_max = 512
            filter.ID_SERIAL = "ACME_[ab]1"
            filter_match = "all"
            [post_installation_webhook]
            url = "https://a.example/x"
            cert_fingerprint = "AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA"
            auth_token = "t0ken"
            [first_boot]
            source = "from-url"
            url = "http://a.example/y"
            """);

        Assert.AreEqual(("at", true, RebootMode.PowerOff, true), (settings.Country, settings.RootPassword.IsHashed, settings.RebootMode, settings.RebootOnError));
        CollectionAssert.AreEqual(new[] { "sda", "sdb" }, Names(settings));
        Assert.AreEqual(new ZfsSettings(12, 512, "on", "on", 1), settings.Disks.Zfs);
        Assert.AreEqual(new WebAddress("https://a.example/x", new string('a', 64), "t0ken"), settings.Webhook);
        Assert.AreEqual(new FirstBootHook(new WebAddress("http://a.example/y", null, null), FirstBootOrdering.FullyUp), settings.FirstBoot);
    }

    [TestMethod]
    public void Json_HasWhatAnAnswerSets()
    {
        var settings = Settings(File(
            global: Global + "reboot-mode = \"power-off\"\nreboot-on-error = true\n",
            disks: "[disk-setup]\nfilesystem = \"xfs\"\nlvm = { hdsize = 50, swapsize = 0, maxroot = 12.5, minfree = 2, maxvz = 0 }\ndisk-list = [\"/dev/sdc\"]\n",
            more: "[first-boot]\nsource = \"from-url\"\nordering = \"network-online\"\nurl = \"https://a.example/y\"\n[post-installation-webhook]\nurl = \"http://a.example/x\"\nauth-token = \"t\"\n"));

        using var json = JsonDocument.Parse(SettingsJson.Write(settings));
        using var expected = JsonDocument.Parse("""
            {
              "autoreboot": 1, "existing_storage_auto_rename": 1, "country": "at", "keymap": "de", "timezone": "Europe/Vienna", "mailto": "admin@example.com",
              "root_password": { "plain": "12345678" }, "hostname": "node1", "domain": "example.com", "mngmt_nic": "enp1s0", "cidr": "192.0.2.10/24", "gateway": "192.0.2.1",
              "dns": "192.0.2.53", "filesys": "xfs", "hdsize": 50.0, "target_hd": "/dev/sdc", "swapsize": 0.0, "maxroot": 12.5, "minfree": 2.0, "maxvz": 0.0,
              "first_boot": { "enabled": 1, "ordering_target": "network-online", "url": "https://a.example/y" },
              "post_installation_webhook": { "url": "http://a.example/x", "auth_token": "t" }, "reboot_mode": "power-off", "reboot_on_error": 1
            }
            """);
        Assert.IsTrue(JsonElement.DeepEquals(expected.RootElement, json.RootElement), SettingsJson.Write(settings));
    }

    [TestMethod]
    public void Text_HasNoPassword_AndNamesWhatIsErased()
    {
        var text = SettingsText.Write(Settings(File(disks: "[disk-setup]\nfilesystem = \"zfs\"\nzfs.raid = \"raid1\"\ndisk-list = [\"sda\", \"sdb\"]\n")));

        Assert.DoesNotContain("12345678", text);
        Assert.Contains("  Layout      zfs (RAID1), 100 GiB of each disk, ashift 12, compression on, checksum on, copies 1, ARC up to 1638 MiB\n", text);
        Assert.Contains("  Disk        /dev/sdb, 107 GB, all of it is erased\n", text);
    }

    [TestMethod]
    [DataRow("sda")]
    [DataRow("/dev/sda")]
    [DataRow("/dev/disk/by-id/ata-ACME_a1")]
    public void Disk_IsFoundByEachOfItsNames(string name) => CollectionAssert.AreEqual(
        new[] { "sda" }, Names(Settings(File(disks: $"[disk-setup]\nfilesystem = \"ext4\"\ndisk-list = [\"{name}\"]\n"))));

    [TestMethod]
    [DataRow("filter.ID_SERIAL = \"ACME_a1\"\nfilter.ID_MODEL = \"ACME\"", "any", "sda sdb sdc sdd sde")]
    [DataRow("filter.ID_SERIAL = \"ACME_a1\"\nfilter.ID_MODEL = \"ACME\"", "all", "sda")]
    [DataRow("filter.ID_SERIAL = \"ACME_[!a]1\"", "any", "sdb sdc sdd sde")]
    [DataRow("filter.ID_SERIAL = \"ACME_[b-d]?\"", "any", "sdb sdc sdd")]
    // The small disk matches too; what cannot be used is left out.
    [DataRow("filter.DEVNAME = \"/dev/*\"", "any", "sda sdb sdc sdd sde")]
    public void Filters_Choose(string filters, string match, string expected) => Assert.AreEqual(
        expected, string.Join(' ', Names(Settings(File(disks: $"[disk-setup]\nfilesystem = \"zfs\"\nzfs.raid = \"raid0\"\n{filters}\nfilter-match = \"{match}\"\n")))));

    [TestMethod]
    public void HdSize_IsThatOfTheSmallestDisk()
    {
        var facts = Hosts.Plain with { Disks = [Hosts.Disk(0, "sda", 100L << 30), Hosts.Disk(1, "sdb", 50L << 30)] };

        Assert.AreEqual(50.0, Settings(File(disks: "[disk-setup]\nfilesystem = \"zfs\"\nzfs.raid = \"raid1\"\ndisk-list = [\"sda\", \"sdb\"]\n"), facts).Disks.HdSizeGiB);
    }

    [TestMethod]
    public void Btrfs_IsTaken_WithAWarning()
    {
        var resolution = Resolve(File(disks: "[disk-setup]\nfilesystem = \"btrfs\"\nbtrfs.raid = \"raid0\"\ndisk-list = [\"sda\"]\n"));

        Assert.AreEqual("off", resolution.Settings!.Disks.BtrfsCompress);
        Assert.AreEqual("11:14: filesystem = \"btrfs\" is in Proxmox's grammar, but Domar has no such layout and would not install with it; choose \"ext4\", \"xfs\" or \"zfs\"", resolution.Warnings.Single().ToString());
    }

    [TestMethod]
    // sent, domain of the DHCP server, domain of the answer: the name
    [DataRow("sent", "lan.example", null, "sent.lan.example")]
    [DataRow("sent", "lan.example", "own.example", "sent.own.example")]
    [DataRow("sent.full.example", "lan.example", null, "sent.full.example")]
    [DataRow("sent.full.example", null, "own.example", "sent.own.example")]
    public void NameFromDhcp_IsPutTogether(string sent, string? dhcpDomain, string? domain, string expected)
    {
        var facts = Hosts.Plain with { DhcpHostName = sent, DhcpDomain = dhcpDomain };
        var fqdn = "fqdn.source = \"from-dhcp\"" + (domain is null ? "" : $"\nfqdn.domain = \"{domain}\"");

        Assert.AreEqual(expected, Settings(File(global: Global.Replace("fqdn = \"node1.example.com\"", fqdn)), facts).Name.ToString());
    }

    [TestMethod]
    public void NameFromDhcp_ThatIsNone_IsTold()
    {
        var facts = Hosts.Plain with { DhcpHostName = "a_b" };

        Assert.AreEqual(
            "4:15: global.fqdn.source is \"from-dhcp\", but what the DHCP server sent 'a_b.lan.example' is no host name: 'a_b' must be 1 to 63 letters a-z, digits and '-', with no '-' at its ends",
            Problems(File(global: Global.Replace("fqdn = \"node1.example.com\"", "fqdn.source = \"from-dhcp\"")), facts));
    }

    [TestMethod]
    public void NetworkFromAnswer_TakesTheCardOfItsFilter()
    {
        var network = Settings(File(network: "[network]\nsource = \"from-answer\"\ncidr = \"2001:db8::10/64\"\ngateway = \"fe80::1\"\ndns = \"2001:db8::53\"\nfilter.ID_NET_NAME_MAC = \"*0002\"\n")).Network;

        Assert.AreEqual(("enp2s0", "2001:db8::10/64", "fe80::1", "2001:db8::53"), (network.Nic, network.Address.ToString(), network.Gateway.ToString(), network.Dns.ToString()));
    }

    [TestMethod]
    public void HostRoute_MayHaveItsRouterElsewhere() => Assert.AreEqual(
        "203.0.113.1", Settings(File(network: "[network]\nsource = \"from-answer\"\ncidr = \"192.0.2.10/32\"\ngateway = \"203.0.113.1\"\ndns = \"192.0.2.53\"\nfilter.INTERFACE = \"enp1s0\"\n")).Network.Gateway.ToString());

    [TestMethod]
    public void FilterOfSeveralCards_TakesTheFirst_WithAWarning()
    {
        var resolution = Resolve(File(network: "[network]\nsource = \"from-answer\"\ncidr = \"192.0.2.10/24\"\ngateway = \"192.0.2.1\"\ndns = \"192.0.2.53\"\nfilter.INTERFACE = \"enp*\"\n"));

        Assert.AreEqual("enp1s0", resolution.Settings!.Network.Nic);
        Assert.AreEqual("13:8: network.filter matches enp1s0 and enp2s0; enp1s0 is taken, the first by name", resolution.Warnings.Single().ToString());
    }

    [TestMethod]
    public void PinnedNames_AreOfAllCards_AndTheManagementCardHasItsNewName()
    {
        var network = Settings(File(network: Network + "interface-name-pinning = { enabled = true, mapping = { \"52:54:00:00:00:01\" = \"mgmt\" } }\n")).Network;

        Assert.AreEqual("mgmt", network.Nic);
        CollectionAssert.AreEquivalent(new Dictionary<string, string> { ["52:54:00:00:00:01"] = "mgmt", ["52:54:00:00:00:02"] = "nic1" }, network.PinnedNames!.ToDictionary());
    }

    [TestMethod]
    public void PinnedNames_MayBeSwitchedOff()
    {
        var network = Settings(File(network: Network + "interface-name-pinning = { enabled = false, mapping = { \"52:54:00:00:00:01\" = \"mgmt\" } }\n")).Network;

        Assert.AreEqual("enp1s0", network.Nic);
        Assert.IsNull(network.PinnedNames);
    }

    [TestMethod]
    public void NoCard_AndNoDisk_AreTold()
    {
        var facts = Hosts.Plain with { Disks = [], Nics = [] };

        Assert.AreEqual(
            "9:10: this host has no network card that is known here; check that it is enabled in the firmware, and that its driver is there\n"
            + "12:14: disk 'sda' is not there; this host has no disk that is known here; check its cables, and the disk controller's settings in the firmware",
            Problems(File(), facts));
    }

    [TestMethod]
    public void NoAddressFromDhcp_SetsProxmoxsOwn_WithAWarning()
    {
        var facts = Hosts.Plain with { Nics = [Hosts.Plain.Nics[0] with { Addresses = [] }], Route4 = null, DnsServers = [] };
        var resolution = Resolve(File(), facts);

        Assert.AreEqual("192.168.100.2/24", resolution.Settings!.Network.Address.ToString());
        Assert.AreEqual("9:10: network.source is \"from-dhcp\", but enp1s0 has no address; 192.168.100.2/24 with gateway 192.168.100.1 would be set", resolution.Warnings.Single().ToString());
    }

    [TestMethod]
    public void WithoutARouter_TheFirstCardWithALinkIsTaken()
    {
        var (first, second) = (Hosts.Plain.Nics[0], Hosts.Plain.Nics[1]);
        var facts = Hosts.Plain with { Nics = [first with { HasLink = false }, second with { HasLink = true }], Route4 = null };

        Assert.AreEqual("enp2s0", Settings(File(), facts).Network.Nic);
    }

    [TestMethod]
    public void OnlyIpv6_IsTaken()
    {
        var nic = Hosts.Plain.Nics[0] with { Addresses = [new HostAddress(IPAddress.Parse("fe80::2"), 64), new HostAddress(IPAddress.Parse("2001:db8::2"), 64)] };
        var facts = Hosts.Plain with { Nics = [nic], Route4 = null, Route6 = new DefaultRoute("enp1s0", IPAddress.Parse("fe80::1")) };
        var network = Settings(File(), facts).Network;

        Assert.AreEqual(("2001:db8::2/64", "fe80::1"), (network.Address.ToString(), network.Gateway.ToString()));
    }

    [TestMethod]
    public void UnknownTimeZones_AreTaken_WhereTheDatabaseIsNotKnown() => Assert.AreEqual(
        "Mars/Olympus", Settings(File(global: Global.Replace("Europe/Vienna", "Mars/Olympus")), Hosts.Plain with { TimeZones = null }).TimeZone);

    private static string[] Names(InstallSettings settings) => [.. settings.Disks.Targets.Select(static disk => disk.Device.Name)];
}
