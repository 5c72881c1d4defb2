using System.Net;
using Domar.Core.Config;
using Domar.Core.Firmware;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Plans;
using Domar.Core.Install.Settings;
using Domar.Core.Steps;
using Domar.Installer.Tests.Support;
using static Domar.Installer.Tests.Plans.PlanSupport;

namespace Domar.Installer.Tests.Plans;

/// <summary>Texts of the files that are written.</summary>
[TestClass]
public sealed class FileTests
{
    [TestMethod]
    public void Network_IsABridgeWithTheAddress_AndTheCardInIt() => Assert.AreEqual(
        """
        # 10-vmbr0.netdev
        [NetDev]
        Name=vmbr0
        Kind=bridge
        MACAddress=52:54:00:00:00:01

        [Bridge]
        STP=no
        ForwardDelaySec=0
        # 10-vmbr0.network
        [Match]
        Name=vmbr0

        [Network]
        Address=192.0.2.10/24
        Gateway=192.0.2.1
        DNS=192.0.2.53
        Domains=example.com
        DHCP=no
        IPv6AcceptRA=no
        ConfigureWithoutCarrier=yes
        # 20-enp1s0.network
        [Match]
        Name=enp1s0

        [Network]
        Bridge=vmbr0
        LinkLocalAddressing=no
        LLDP=yes

        """,
        Network(new NetworkSettings("enp1s0", Address("192.0.2.10", 24), IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.53"), null)));

    [TestMethod]
    public void PinnedNames_AreGivenByMacAddress()
    {
        var pinned = new Dictionary<string, string> { ["52:54:00:00:00:01"] = "mgmt", ["52:54:00:00:00:02"] = "nic1" };
        var text = Network(new NetworkSettings("mgmt", Address("192.0.2.10", 24), IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.53"), pinned));

        Assert.StartsWith(
            """
            # 10-mgmt.link
            [Match]
            MACAddress=52:54:00:00:00:01
            Type=ether

            [Link]
            Name=mgmt
            # 10-nic1.link
            [Match]
            MACAddress=52:54:00:00:00:02
            Type=ether

            [Link]
            Name=nic1
            # 10-vmbr0.netdev
            [NetDev]
            Name=vmbr0
            Kind=bridge
            MACAddress=52:54:00:00:00:01

            """,
            text);
        Assert.Contains("# 20-mgmt.network\n[Match]\nName=mgmt\n", text);
    }

    [TestMethod]
    [DataRow("198.51.100.7", 32, "203.0.113.1", true)]
    [DataRow("2001:db8::7", 64, "2001:db8::1", false)]
    [DataRow("2001:db8::7", 64, "fe80::1", false)]
    [DataRow("2001:db8::7", 128, "2001:db8:1::1", true)]
    public void Router_OutsideTheNetwork_IsSaidToBeOnTheLink(string address, int prefix, string gateway, bool isOnLink)
    {
        var text = Network(new NetworkSettings("enp1s0", Address(address, prefix), IPAddress.Parse(gateway), IPAddress.Parse(gateway), null));

        Assert.Contains($"Address={address}/{prefix}\n", text);
        Assert.AreEqual(isOnLink, text.Contains($"\n[Route]\nGateway={gateway}\nGatewayOnLink=yes\n", StringComparison.Ordinal));
        Assert.AreEqual(1, text.Split($"Gateway={gateway}\n").Length - 1);
    }

    [TestMethod]
    [DataRow("ext4", "", "local dir path=/var/lib/vz content=iso,vztmpl,backup; local-lvm lvmthin thinpool=data vgname=pve content=rootdir,images")]
    [DataRow("zfs", "zfs.raid = \"raid0\"", "local dir path=/var/lib/vz content=iso,vztmpl,backup; local-zfs zfspool pool=rpool/data sparse=1 content=images,rootdir")]
    public void Storages_AreWhatTheDaemonReads(string fileSystem, string options, string expected)
    {
        var config = StorageConfig.Parse(FileText(Plan(Host(1), fileSystem, options), "/storage.cfg"), "storage.cfg");

        Assert.IsEmpty(config.Warnings);
        Assert.AreEqual(expected, string.Join("; ", config.Storages.Select(Describe)));
    }

    [TestMethod]
    public void Users_HaveRootWithTheMailAddress()
    {
        Assert.AreEqual("user:root@pam:1:0:::admin@example.com:::\n", ConfigFiles.Users("admin@example.com"));
        Assert.AreEqual("user:root@pam:1:0:::a%3ab%25@example.com:::\n", ConfigFiles.Users("a:b%@example.com"));
    }

    [TestMethod]
    public void Shadow_GetsTheHash_AndKeepsTheRest()
    {
        Assert.AreEqual("root:$y$hash:20000:0:99999:7:::\ndaemon:*:20000:0:99999:7:::\n", ConfigFiles.Shadow(Context.ShadowText, "$y$hash"));
        Assert.AreEqual("root:$y$hash::0:99999:7:::\nrooty:x:::::::\n", ConfigFiles.Shadow("rooty:x:::::::\n", "$y$hash"));
    }

    [TestMethod]
    public void Password_IsShownToNobody()
    {
        var plan = Plan(Host(1), "ext4");

        Assert.DoesNotContain("$y$hash", StepText.Format(plan) + StepJson.Format(plan));
        Assert.Contains("root:$y$hash:", FileText(plan, "/etc/shadow"));
    }

    [TestMethod]
    public void Hosts_HaveTheNodeAtItsAddress() => Assert.Contains("\n192.0.2.10 node1.example.com node1\n", FileText(Plan(Host(1), "ext4"), "/etc/hosts"));

    [TestMethod]
    public void SshKeys_AreForRootAlone()
    {
        const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk1bMsIhbhVzNAz0YBJfPbkUYcHmNQcDPV6zgZLz1rF me@example.com";
        var facts = Host(1);
        var settings = Answers.Settings(Answers.File(global: Answers.Global + $"root-ssh-keys = [\"{Key}\"]\n"), facts);

        var steps = InstallPlanner.Plan(settings, facts, Context).Plan!.Steps.ToList();

        var keys = steps.OfType<WriteFile>().Single(static file => file.Path == "/run/domar-install/state/install/root/.ssh/authorized_keys");
        Assert.AreEqual((Key + "\n", 0x180), (keys.Content, keys.Mode));
        Assert.AreEqual(0x1C0, steps.OfType<MakeFolder>().Single(static folder => folder.Path.EndsWith("/.ssh", StringComparison.Ordinal)).Mode);
    }

    [TestMethod]
    public void Slots_BeginWithA_AndNoTrial()
    {
        var plan = Plan(Host(1), "ext4");

        Assert.AreEqual(GrubEnvironment.Good(FirmwareSlot.A).Format(), FileText(plan, "/good.env"));
        Assert.AreEqual(GrubEnvironment.Trial(null, 0).Format(), FileText(plan, "/trial.env"));
        Assert.AreEqual("set install=1f2e3d4c\nset pool=lvm\nset disks=1\nset arguments=\"\"\n", FileText(plan, "/install.cfg"));
        Assert.AreEqual("set version=0.1.0\n", FileText(plan, "/boota-0/slot.cfg"));
    }

    [TestMethod]
    public void EveryKeyboard_HasAMap()
    {
        foreach (var name in KeyboardLayouts.Names)
        {
            Assert.StartsWith("KEYMAP=", KeyboardFiles.VirtualConsole(name));
        }

        Assert.AreEqual("KEYMAP=de-latin1-nodeadkeys\n", KeyboardFiles.VirtualConsole("de"));
        Assert.AreEqual("XKBMODEL=\"pc105\"\nXKBLAYOUT=\"ch\"\nXKBVARIANT=\"fr_nodeadkeys\"\nXKBOPTIONS=\"\"\nBACKSPACE=\"guess\"\n", KeyboardFiles.Default("fr-ch"));
    }

    private static string Network(NetworkSettings settings) =>
        string.Concat(NetworkFiles.Make(settings, "example.com", Hosts.Plain.Nics).Select(static file => $"# {file.Name}\n{file.Text}"));

    private static HostAddress Address(string address, int prefix) => new(IPAddress.Parse(address), prefix);

    private static string Describe(StorageSection storage) =>
        $"{storage.Id} {storage.Type} {string.Join(' ', storage.Entries.Select(static property => $"{property.Key}={property.Value}"))}";
}
