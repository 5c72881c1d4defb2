namespace Domar.Core.Tests.Lxc;

[TestClass]
public sealed class LxcRawKeyTests
{
    [TestMethod]
    [DataRow("lxc.apparmor.profile: unconfined")]
    [DataRow("lxc.cap.drop:")]
    [DataRow("lxc.cgroup2.devices.allow: c 226:0 rwm")]
    [DataRow("lxc.cgroup2.memory.high: 1G")]
    [DataRow("lxc.environment: A=b")]
    [DataRow("lxc.hook.pre-start: /usr/local/bin/before")]
    [DataRow("lxc.init.cwd: /srv")]
    [DataRow("lxc.mount.entry: /dev/dri dev/dri none bind,optional,create=dir")]
    [DataRow("lxc.mount.auto: proc:rw")]
    [DataRow("lxc.net.1.type: macvlan")]
    [DataRow("lxc.net.1.script.up: /usr/local/bin/up")]
    [DataRow("lxc.prlimit.nofile: 65536")]
    [DataRow("lxc.seccomp.profile:")]
    [DataRow("lxc.signal.halt: SIGTERM")]
    [DataRow("lxc.sysctl.net.ipv4.ip_forward: 1")]
    [DataRow("lxc.tty.dir:")]
    public void Line_ThatOpensOrTightens_IsHandedOn_Last(string line)
    {
        var text = LxcFixture.PlanWith(line + "\n").ConfigText;
        var parts = line.Split(':', 2);
        Assert.EndsWith($"# Raw lines of the configuration\n{parts[0]} = {parts[1].Trim()}\n", text);
    }

    [TestMethod]
    [DataRow("lxc.cgroup.relative: 0", "out of its systemd unit")]
    [DataRow("lxc.cgroup.dir: x", "out of its systemd unit")]
    [DataRow("lxc.cgroup.dir.container: x", "out of its systemd unit")]
    [DataRow("lxc.rootfs.path: /", "Set 'rootfs'")]
    [DataRow("lxc.rootfs.mount: /mnt", "Remove the line")]
    [DataRow("lxc.include: /tmp/x", "Write those that you need")]
    [DataRow("lxc.ephemeral: 1", "delete the container")]
    [DataRow("lxc.monitor.unshare: 1", "Remove the line")]
    [DataRow("lxc.namespace.keep: net", "namespaces")]
    [DataRow("lxc.namespace.share.net: 1", "namespaces")]
    [DataRow("lxc.uts.name: x", "Set 'hostname'")]
    [DataRow("lxc.arch: x", "Set 'arch'")]
    [DataRow("lxc.hook.version: 0", "LXC_HOOK_TYPE")]
    [DataRow("lxc.hook.pre-start: rm -rf x", "absolute path")]
    [DataRow("lxc.hook.pre-start: /usr/../tmp/x", "absolute path")]
    [DataRow("lxc.hook.pre-start:", "is empty")]
    [DataRow("lxc.mount.entry:", "is empty")]
    [DataRow("lxc.mount.entry: /srv srv", "is no mount")]
    [DataRow("lxc.mount.entry: /srv /srv none bind 0 0", "out of the container")]
    [DataRow("lxc.mount.entry: /srv ../srv none bind 0 0", "out of the container")]
    [DataRow("lxc.mount.entry: /srv \\056./srv none bind 0 0", "out of the container")]
    [DataRow("lxc.net.1.type: none", "host's network")]
    [DataRow("lxc.net.1.script.up: x", "absolute path")]
    [DataRow("lxc.net.x.type: phys", "no number")]
    [DataRow("lxc.net.1: phys", "no number")]
    [DataRow("lxc.id_map: u 0 1 1", "Write 'lxc.idmap'")]
    [DataRow("lxc.network.type: veth", "Use 'netN'")]
    [DataRow("lxc.tty: 2", "Write 'lxc.tty.max'")]
    [DataRow("lxc.cap.dorp: sys_time", "Did you mean 'lxc.cap.drop'?")]
    [DataRow("lxc.hook: x", "is no key of LXC 6")]
    [DataRow("lxc.unheard.of: x", "is no key of LXC 6")]
    public void Line_ThatBreaksSupervisionOrIsNone_IsRefused(string line, string reason)
    {
        var message = LxcFixture.Error(line + "\n");
        StringAssert.Contains(message, reason);
        Assert.StartsWith(line[..line.IndexOf(':', StringComparison.Ordinal)], message);
    }

    [TestMethod]
    public void Line_ForACardOfTheConfig_IsRefused() =>
        StringAssert.Contains(LxcFixture.Error("net1: name=a\nlxc.net.1.mtu: 1400\n"), "'net1' describes");

    [TestMethod]
    [DataRow("lxc.start.auto: 1", "onboot")]
    [DataRow("lxc.group: a", "tags")]
    [DataRow("lxc.log.level: 1", "debug")]
    [DataRow("lxc.hook.clone: /x", "clones")]
    [DataRow("lxc.cgroup.devices.allow: a", "cgroups are of version 2")]
    public void Line_WithoutEffect_IsLeftOut_WithAWarning(string line, string hint)
    {
        var plan = LxcFixture.PlanWith(line + "\n");
        StringAssert.Contains(plan.Warnings.Single(), hint);
        Assert.DoesNotContain(line[..line.IndexOf(':', StringComparison.Ordinal)] + " =", plan.ConfigText);
    }
}
