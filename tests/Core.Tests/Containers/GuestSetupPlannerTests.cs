using Domar.Core.Config;
using Domar.Core.Containers;
using Domar.Core.Containers.Setup;
using Domar.Core.Primitives;
using static Domar.Core.Tests.Containers.SetupPlans;

namespace Domar.Core.Tests.Containers;

[TestClass]
public sealed class GuestSetupPlannerTests
{
    private const string Hosts = "/etc/hosts";

    [TestMethod]
    public void Names_AreWritten_BesideTheTemplatesOwnHosts()
    {
        var plan = Plan("hostname: web.example.com\n" + Static, "debian", files: new() { [Hosts] = "127.0.0.1 localhost\n127.0.1.1 template\n" });

        Assert.AreEqual("web\n", plan.Written("/etc/hostname"));
        Assert.AreEqual("""
            127.0.0.1 localhost
            # --- BEGIN DOMAR ---
            192.0.2.10 web.example.com web
            2001:db8::10 web.example.com web
            # --- END DOMAR ---

            """, plan.Written(Hosts));
    }

    [TestMethod]
    public void Hosts_WithoutAddressAndFile_NamesLocalhostToo() => Assert.AreEqual("""
        # --- BEGIN DOMAR ---
        127.0.0.1 localhost
        ::1 localhost ip6-localhost ip6-loopback
        127.0.1.1 web.example.com web
        # --- END DOMAR ---

        """, Plan("hostname: web\nsearchdomain: example.com\n" + Dhcp, "debian").Written(Hosts));

    [TestMethod]
    public void BlockOfProxmox_IsTakenOver_InItsPlace() => Assert.AreEqual("""
        127.0.0.1 localhost
        # --- BEGIN DOMAR ---
        127.0.1.1 web
        # --- END DOMAR ---
        10.0.0.1 db

        """, Plan("hostname: web\n", "debian", files: new() { [Hosts] = "127.0.0.1 localhost\n# --- BEGIN PVE ---\n10.1.1.1 old\n# --- END PVE ---\n10.0.0.1 db" }).Written(Hosts));

    [TestMethod]
    public void BlockWithoutItsEnd_DoesNotSwallowTheRest() => StringAssert.StartsWith(
        Plan("hostname: web\n", "debian", files: new() { [Hosts] = "127.0.0.1 localhost\n# --- BEGIN DOMAR ---\n10.0.0.1 db\n" }).Written(Hosts),
        "127.0.0.1 localhost\n10.0.0.1 db\n");

    [TestMethod]
    public void PlanOfItsOwnResult_IsTheSame()
    {
        var files = new Dictionary<string, string> { [Hosts] = "127.0.0.1 localhost\n127.0.1.1 t\n", ["/etc/inittab"] = "tty1::respawn:/sbin/getty 38400 tty1\n::ctrlaltdel:/sbin/reboot\n" };
        var options = new GuestSetupOptions { SshPublicKeys = ["ssh-ed25519 AAAA a@b"] };
        const string Config = "hostname: web\nnameserver: 192.0.2.53\n" + Static;
        var first = Plan(Config, "alpine", files: files, options: options);
        foreach (var write in first.Edits.OfType<GuestEdit.WriteFile>())
        {
            files[write.Path] = write.Content;
        }

        CollectionAssert.AreEqual(first.Edits.ToList(), Plan(Config, "alpine", files: files, options: options).Edits.ToList());
    }

    [TestMethod]
    public void Resolver_HasTheConfigurationsServers_OrTheHosts()
    {
        var options = new GuestSetupOptions { HostNameservers = ["198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4"], HostSearchDomains = ["host.example"] };

        Assert.AreEqual("search example.com\nnameserver 192.0.2.53\n", Plan("nameserver: 192.0.2.53\nsearchdomain: example.com\n", "debian", options: options).Written("/etc/resolv.conf"));
        Assert.AreEqual(
            "search host.example\nnameserver 198.51.100.1\nnameserver 198.51.100.2\nnameserver 198.51.100.3\n", Plan("", "debian", options: options).Written("/etc/resolv.conf"));
        Assert.IsEmpty(Plan("", "debian").Edits);
    }

    [TestMethod]
    public void Access_KeysAndPassword()
    {
        var plan = Plan("", "debian", files: new() { ["/root/.ssh/authorized_keys"] = "ssh-rsa OLD\n" },
            options: new GuestSetupOptions { RootPasswordHash = "$y$x", SshPublicKeys = ["ssh-ed25519 AAAA a@b\nssh-rsa BBBB\r\n"] });

        Assert.AreEqual(new GuestEdit.MakeFolder("/root/.ssh", Convert.ToInt32("700", 8)), plan.Edits[0]);
        Assert.AreEqual(
            new GuestEdit.WriteFile(
                "/root/.ssh/authorized_keys", "ssh-rsa OLD\n# --- BEGIN DOMAR ---\nssh-ed25519 AAAA a@b\nssh-rsa BBBB\n# --- END DOMAR ---\n", Convert.ToInt32("600", 8)),
            plan.Edits[1]);
        Assert.AreEqual(new GuestEdit.SetPassword("root", "$y$x"), plan.Edits[2]);
        Assert.IsFalse(plan.Edits[2].ToString().Contains("$y$", StringComparison.Ordinal));
    }

    [TestMethod]
    public void TimeZone_IsALink_WhereTheGuestHasTheZone()
    {
        var plan = Plan("timezone: Europe/Zagreb\n", "debian", ["/usr/share/zoneinfo/Europe/Zagreb", "/etc/timezone"]);
        Assert.AreEqual(new GuestEdit.MakeSymlink("/etc/localtime", "/usr/share/zoneinfo/Europe/Zagreb"), plan.Edits[0]);
        Assert.AreEqual("Europe/Zagreb\n", plan.Written("/etc/timezone"));

        Assert.AreEqual(
            new GuestEdit.MakeSymlink("/etc/localtime", "/usr/share/zoneinfo/Etc/UTC"),
            Plan("timezone: host\n", "debian", ["/usr/share/zoneinfo/Etc/UTC"], options: new GuestSetupOptions { HostTimeZone = "Etc/UTC" }).Edits.Single());
        StringAssert.Contains(Plan("timezone: Europe/Zagreb\n", "debian").Warnings.Single(), "Install tzdata");
        StringAssert.Contains(Plan("timezone: host\n", "debian").Warnings.Single(), "the host's is not known");
    }

    [TestMethod]
    public void Inittab_HasALoginForEachTty_AndTheConsole() => Assert.AreEqual("""
        ::sysinit:/sbin/openrc sysinit
        #tty1::respawn:/sbin/getty 38400 tty1
        #tty6::respawn:/sbin/getty 38400 tty6
        ::ctrlaltdel:/sbin/reboot
        # --- BEGIN DOMAR ---
        console::respawn:/sbin/getty 38400 console
        tty1::respawn:/sbin/getty 38400 tty1
        # --- END DOMAR ---

        """, Plan("tty: 1\n", "alpine", files: new()
    {
        ["/etc/inittab"] = "::sysinit:/sbin/openrc sysinit\ntty1::respawn:/sbin/getty 38400 tty1\ntty6::respawn:/sbin/getty 38400 tty6\n::ctrlaltdel:/sbin/reboot\n",
    }).Written("/etc/inittab"));

    [TestMethod]
    public void SysvInittab_KeepsItsOwnForm_AndSystemdIsLeftAlone()
    {
        var files = new Dictionary<string, string> { ["/etc/inittab"] = "id:2:initdefault:\n1:2345:respawn:/sbin/getty --noclear 38400 tty1\n" };
        StringAssert.Contains(Plan("console: 0\ntty: 1\n", "devuan", files: files).Written("/etc/inittab"), "# --- BEGIN DOMAR ---\n1:2345:respawn:/sbin/getty 38400 tty1\n# --- END");
        Assert.IsEmpty(Plan("", "debian", ["/usr/lib/systemd/systemd"], files).Edits);
        Assert.AreEqual(
            new GuestEdit.Remove("/etc/systemd/system/console-getty.service"),
            Plan("", "debian", ["/usr/lib/systemd/systemd", "/etc/systemd/system/console-getty.service"]).Edits.Single());
    }

    [TestMethod]
    public void Unmanaged_IsLeftAlone_WhateverIsWanted()
    {
        var plan = Plan("ostype: unmanaged\nhostname: web\n" + Static, "debian", ["/usr/sbin/ifup"], options: new GuestSetupOptions { RootPasswordHash = "$y$x" });

        Assert.IsEmpty(plan.Edits);
        Assert.IsEmpty(plan.Warnings);
    }

    [TestMethod]
    public void ConfiguredType_HasTheLastWord() => StringAssert.Contains(
        Plan("ostype: alpine\n" + Dhcp, "debian", ["/usr/sbin/ifup"]).Written("/etc/network/interfaces"), "inet6 manual");

    [TestMethod]
    public void Query_AsksForTheZone_AndNeverForAPathOutOfTheFolder()
    {
        var config = GuestConfig.Parse("timezone: host\n", GuestKind.Lxc, "101.conf").Current;
        CollectionAssert.Contains(GuestSetupPlanner.Query(config, new GuestSetupOptions { HostTimeZone = "Etc/UTC" }).Probe.ToList(), "/usr/share/zoneinfo/Etc/UTC");
        Assert.IsFalse(GuestSetupPlanner.Query(config, new GuestSetupOptions { HostTimeZone = "../../x" }).Probe.Any(static path => path.Contains("..", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Shadow_ChangesTheUsersLineOnly()
    {
        Assert.AreEqual("root:$y$x:20000:0:99999:7:::\nr:*:1:\n", ShadowFile.WithPassword("root:*:1:0:99999:7:::\nr:*:1:\n", "root", "$y$x", 20000));
        Assert.IsNull(ShadowFile.WithPassword("daemon:*:1:\n", "root", "$y$x", 20000));
        Assert.ThrowsExactly<ArgumentException>(() => ShadowFile.WithPassword("root:*:1:\n", "root", "x:0\nevil", 1));
    }
}
