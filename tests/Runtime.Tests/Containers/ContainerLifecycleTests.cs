using System.Text.RegularExpressions;

namespace Domar.Runtime.Tests.Containers;

/// <summary>Containers with a real systemd and a real LXC, through the command line as a user has it.</summary>
[TestClass]
public sealed class ContainerLifecycleTests
{
    private static ContainerSandbox? _sandbox;

    private static ContainerSandbox Sandbox => _sandbox ??= ContainerSandbox.Start();

    [ClassCleanup]
    public static void End() => _sandbox?.Dispose();

    [TestMethod]
    public void Container_FromATemplate_RunsUnprivileged_AndLeavesNothing()
    {
        Sandbox.Create(101, "--memory", "64", "--net0", "name=eth0,bridge=vmbr0");
        StringAssert.Matches(Sandbox.Domar("ct", "config", "101"), new Regex(@"^unprivileged: 1$", RegexOptions.Multiline));
        Sandbox.Domar("ct", "start", "101");
        Assert.AreEqual("active\n", Sandbox.Must("systemctl", "is-active", "domar-ct-101"));
        StringAssert.Contains(Sandbox.Must("ip", "-br", "link"), "veth101i0");
        StringAssert.Contains(Sandbox.Domar("ct", "list"), "running");

        var (code, output) = Sandbox.Run("domar", "ct", "exec", "101", "--", "sh", "-c", "hostname; id -u; cat /proc/self/uid_map; ip link show eth0; exit 7");
        Assert.AreEqual(7, code, output);
        StringAssert.Matches(output, new Regex(@"^guest101\n0\n\s+0\s+100000\s+65536\n.*eth0", RegexOptions.Singleline));

        Sandbox.Domar("ct", "shutdown", "101");
        StringAssert.Contains(Sandbox.Must("cat", "/run/domar/lxc/101/console.log"), "init goes down");
        StringAssert.Contains(Sandbox.Domar("ct", "list"), "stopped");
        Assert.AreEqual("", Sandbox.Must("systemctl", "list-units", "--all", "--no-legend", "domar-ct-101.service"));
        Assert.IsFalse(Sandbox.Must("ip", "-br", "link").Contains("veth101i0", StringComparison.Ordinal));

        Sandbox.Domar("ct", "destroy", "101", "--yes");
        Assert.AreNotEqual(0, Sandbox.Run("ls", "/var/lib/domar/storage/images/101/vm-101-disk-0.raw").ExitCode);
        Assert.AreNotEqual(0, Sandbox.Run("domar", "ct", "status", "101").ExitCode);
    }

    [TestMethod]
    public void DaemonKilled_ContainerRunsOn_AndIsStoppedByTheNextOne()
    {
        Sandbox.Create(102, "--start");
        var before = Sandbox.Must("systemctl", "show", "-P", "MainPID", "domar-ct-102");
        Sandbox.Must("systemctl", "kill", "--signal=KILL", "domar-under-test");
        Sandbox.Must("sh", "-c", "until domar ct status 102; do sleep 0.1; done");
        Assert.AreEqual(before, Sandbox.Must("systemctl", "show", "-P", "MainPID", "domar-ct-102"));
        StringAssert.Contains(Sandbox.Domar("ct", "status", "102"), "running");
        Assert.AreEqual("guest102\n", Sandbox.Domar("ct", "exec", "102", "--", "hostname"));
        Sandbox.Domar("ct", "stop", "102");
        Assert.AreEqual("", Sandbox.Must("systemctl", "list-units", "--all", "--no-legend", "domar-ct-102.service"));
        Sandbox.Domar("ct", "destroy", "102", "--yes");
    }

    [TestMethod]
    public void Limits_AreThoseOfTheUnit()
    {
        Sandbox.Create(103, "--memory", "48", "--cpulimit", "0.5", "--start");
        Assert.AreEqual($"{48 << 20}\n", Sandbox.Must("systemctl", "show", "-P", "MemoryMax", "domar-ct-103"));
        Assert.AreEqual("500ms\n", Sandbox.Must("systemctl", "show", "-P", "CPUQuotaPerSecUSec", "domar-ct-103"));
        Sandbox.Domar("ct", "destroy", "103", "--yes", "--force");
    }

    [TestMethod]
    public void NamesAndNetwork_FollowTheConfig_AtEachStart()
    {
        Sandbox.Create(108, "--ostype", "debian", "--net0", "name=eth0,bridge=vmbr0,ip=192.0.2.8/24", "--start");
        Assert.AreEqual("guest108\n", Sandbox.Domar("ct", "exec", "108", "--", "cat", "/etc/hostname"));
        StringAssert.Contains(Sandbox.Domar("ct", "exec", "108", "--", "cat", "/etc/network/interfaces"), "192.0.2.8/24");
        Sandbox.Domar("ct", "set", "108", "--hostname", "renamed");
        Assert.AreEqual("guest108\n", Sandbox.Domar("ct", "exec", "108", "--", "cat", "/etc/hostname"));
        Sandbox.Domar("ct", "reboot", "108");
        Assert.AreEqual("renamed\n", Sandbox.Domar("ct", "exec", "108", "--", "cat", "/etc/hostname"));
        Sandbox.Domar("ct", "destroy", "108", "--yes", "--force");
    }

    [TestMethod]
    public void StoppedBySystemd_ShutsDownInOrder_AndTheDaemonKnows()
    {
        Sandbox.Create(104, "--start");
        Sandbox.Must("systemctl", "stop", "domar-ct-104");
        StringAssert.Contains(Sandbox.Must("cat", "/run/domar/lxc/104/console.log"), "init goes down");
        Sandbox.Must("sh", "-c", "until domar ct list | grep -q '104.*stopped'; do sleep 0.1; done");
        Sandbox.Domar("ct", "destroy", "104", "--yes");
    }

    [TestMethod]
    public void InitThatIsNotThere_FailsTheStart_WithItsReason()
    {
        Sandbox.Create(105, "--entrypoint", "/bin/nothing");
        var (code, output) = Sandbox.Run("domar", "ct", "start", "105");
        Assert.AreNotEqual(0, code);
        StringAssert.Contains(output, "/bin/nothing");
        StringAssert.Contains(Sandbox.Domar("ct", "list"), "stopped");
        Assert.AreEqual("", Sandbox.Must("systemctl", "list-units", "--all", "--no-legend", "domar-ct-105.service"));
        Sandbox.Domar("ct", "destroy", "105", "--yes");
    }

    [TestMethod]
    public void InitThatDies_IsToldWithItsLastWords()
    {
        Sandbox.Create(107, "--entrypoint", "/bin/sh -c 'echo no licence found; exit 3'");
        Sandbox.Run("domar", "ct", "start", "107");
        Sandbox.Must("sh", "-c", "until domar ct list | grep '107.*stopped'; do sleep 0.1; done");
        StringAssert.Contains(Sandbox.Domar("ct", "status", "107"), "no licence found");
        Sandbox.Domar("ct", "destroy", "107", "--yes");
    }

    [TestMethod]
    public void TemplateThatIsNoArchive_FailsTheCreate_AndLeavesNothing()
    {
        Sandbox.Must("sh", "-c", "head -c 100000 /dev/urandom > /var/lib/domar/storage/template/cache/noise.tar.gz");
        var (code, output) = Sandbox.Run("domar", "ct", "create", "106", "local:vztmpl/noise.tar.gz", "--rootfs", "local:0.05");
        Assert.AreNotEqual(0, code);
        StringAssert.Contains(output, "archive");
        Assert.AreNotEqual(0, Sandbox.Run("domar", "ct", "status", "106").ExitCode);
        Assert.AreEqual("", Sandbox.Run("sh", "-c", "ls /var/lib/domar/storage/images/106 2>/dev/null").Output);
    }

    [TestMethod]
    public void Node_StartsAndStopsInOrder()
    {
        Sandbox.Create(111, "--onboot", "1", "--startup", "order=2");
        Sandbox.Create(112, "--onboot", "1", "--startup", "order=1");
        Sandbox.Create(113);
        Sandbox.Domar("node", "startall");
        var list = Sandbox.Domar("ct", "list");
        StringAssert.Matches(list, new Regex(@"111 .*running"));
        StringAssert.Matches(list, new Regex(@"112 .*running"));
        StringAssert.Matches(list, new Regex(@"113 .*stopped"));
        Sandbox.Domar("node", "stopall");

        // Guests of one group go down together; these are of two.
        var log = Sandbox.Must("journalctl", "--no-pager", "-o", "cat", "-u", "domar-under-test");
        Assert.IsTrue(log.LastIndexOf("CT 111: Stopping -> Stopped", StringComparison.Ordinal) < log.LastIndexOf("CT 112: Running -> Stopping", StringComparison.Ordinal), log);
        Assert.IsTrue(log.IndexOf("CT 112: Starting -> Running", StringComparison.Ordinal) < log.IndexOf("CT 111: Stopped -> Starting", StringComparison.Ordinal), log);
        foreach (var id in (string[])["111", "112", "113"])
        {
            Sandbox.Domar("ct", "destroy", id, "--yes");
        }
    }

    [TestMethod]
    public void ManyThatEndAtOnce_AreAllSeenToEnd()
    {
        // Each end is some twelve questions to systemd, and D-Bus lets a client wait for 128 answers only.
        var ids = Enumerable.Range(120, 16).ToArray();
        foreach (var id in ids)
        {
            Sandbox.Create(id, "--memory", "32", "--start");
        }

        Sandbox.Domar("node", "stopall");
        Assert.IsFalse(new Regex("running|stopping").IsMatch(Sandbox.Domar("ct", "list")));
        foreach (var id in ids)
        {
            Sandbox.Domar("ct", "destroy", $"{id}", "--yes");
        }
    }
}
