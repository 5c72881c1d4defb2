using Domar.Core.Lxc;
using Domar.Core.Qemu;

namespace Domar.Core.Tests.Lxc;

[TestClass]
public sealed class LxcPlannerTests
{
    [TestMethod]
    public void Plan_CarriesLimitsNameAndTimeout()
    {
        var plan = LxcFixture.PlanWith("hostname: a.example\nmemory: 64\nswap: 0\nstartup: down=7\n");
        Assert.AreEqual((64L << 20, 0L), (plan.Resources.MemoryMaxBytes, plan.Resources.SwapMaxBytes));
        Assert.AreEqual("a.example", plan.Hostname);
        Assert.AreEqual(TimeSpan.FromSeconds(7), plan.StopTimeout);
    }

    [TestMethod]
    public void StopTimeout_WithoutASetting_IsAMinute() => Assert.AreEqual(TimeSpan.FromMinutes(1), LxcFixture.PlanWith("").StopTimeout);

    [TestMethod]
    public void Hostname_TooLongForTheKernel_IsItsFirstLabel()
    {
        var label = new string('a', 40);
        var plan = LxcFixture.PlanWith($"hostname: {label}.{new string('b', 40)}\n");
        Assert.AreEqual(label, plan.Hostname);
        CollectionAssert.AreEqual(new[] { label }, plan.Values("lxc.uts.name"));
        StringAssert.Contains(plan.Warnings.Single(), "takes 64 characters");
    }

    [TestMethod]
    public void Environment_KeepsValuesAsTheyAre()
    {
        var plan = LxcFixture.PlanWith("env: A=\"quoted\"\0B=\0C=x=y  z\n");
        CollectionAssert.AreEqual(new[] { "A=\"quoted\"", "B=", "C=x=y  z" }, plan.Values("lxc.environment"));
        Assert.IsTrue(plan.Files.Single(static f => f.Path.EndsWith("/config", StringComparison.Ordinal)).IsSecret);
    }

    [TestMethod]
    public void Entrypoint_InQuotes_KeepsThem_ThoughLxcCutsAPair() =>
        CollectionAssert.AreEqual(new[] { "\"\"/opt/a b\" \"c\"\"" }, LxcFixture.PlanWith("entrypoint: \"/opt/a b\" \"c\"\n").Values("lxc.init.cmd"));

    [TestMethod]
    public void DeviceRules_AreOfTheHostsCgroupVersion()
    {
        Assert.Contains("a", LxcFixture.PlanWith("").Values("lxc.cgroup2.devices.deny"));
        var old = LxcFixture.PlanWith("", LxcFixture.Host with { CgroupVersion = 1 });
        Assert.Contains("a", old.Values("lxc.cgroup.devices.deny"));
        Assert.DoesNotContain("cgroup2", old.ConfigText);
    }

    [TestMethod]
    public void Unprivileged_KeepsItsCapabilities_AndHasNoKeyRings()
    {
        var plan = LxcFixture.PlanWith("unprivileged: 1\n");
        Assert.IsEmpty(plan.Values("lxc.cap.drop"));
        StringAssert.Contains(Seccomp(plan), "keyctl errno 38\n");
        Assert.DoesNotContain("keyctl", Seccomp(LxcFixture.PlanWith("unprivileged: 1\nfeatures: keyctl=1\n")));
        Assert.DoesNotContain("keyctl", Seccomp(LxcFixture.PlanWith("")));
    }

    [TestMethod]
    [DataRow("features: mknod=1\nunprivileged: 1\n", "mknod has no effect")]
    [DataRow("features: keyctl=1\n", "keyctl has no effect")]
    [DataRow("features: mount=nfs\nunprivileged: 1\n", "unprivileged container")]
    [DataRow("features: mount=nfs\n", "without AppArmor")]
    public void Feature_WithoutEffect_IsWarnedOf(string lines, string warning) =>
        StringAssert.Contains(LxcFixture.PlanWith(lines).Warnings.Single(), warning);

    [TestMethod]
    public void Lxcfs_WhereItIsNot_IsNotMounted() =>
        Assert.DoesNotContain("lxcfs", LxcFixture.PlanWith("", LxcFixture.Host with { HasLxcfs = false }).ConfigText);

    [TestMethod]
    public void Device_OfAnUnprivilegedContainer_BelongsToItsUsers()
    {
        var plan = LxcFixture.PlanWith("unprivileged: 1\ndev1: /dev/sdz,uid=1000,gid=44,mode=0640,deny-write=1\n");
        var script = plan.Files.Single(static f => f.Path.EndsWith("/prepare", StringComparison.Ordinal)).Content;
        StringAssert.Contains(script, "mknod -m 0640 /run/domar/lxc/100/dev/1 b 8 400\n/usr/bin/chown 101000:100044 /run/domar/lxc/100/dev/1\n");
        CollectionAssert.AreEqual(new[] { "a" }, plan.Values("lxc.cgroup2.devices.deny"));
        Assert.Contains("b 8:400 r", plan.Values("lxc.cgroup2.devices.allow"));
        Assert.AreEqual(("/dev/sdz", "r"), (plan.Devices.Single().Path, plan.Devices.Single().Access));
    }

    [TestMethod]
    [DataRow("dev0: /dev/gone\n", "no device '/dev/gone'")]
    [DataRow("dev0: /etc/shadow\n", "no path of a device")]
    [DataRow("dev0: /dev/../etc/shadow\n", "'.' and '..'")]
    [DataRow("dev0: /dev/net/tun,mode=999\n", "no access mode")]
    [DataRow("unprivileged: 1\ndev0: /dev/net/tun,uid=70000\n", "no user id 70000")]
    [DataRow("hostname: a;b\n", "no DNS name")]
    [DataRow("env: PATH\n", "no NAME=VALUE")]
    [DataRow("env: =x\n", "no NAME=VALUE")]
    public void Value_ThatCannotBe_IsRefused(string lines, string reason) => StringAssert.Contains(LxcFixture.Error(lines), reason);

    [TestMethod]
    [DataRow("hostname: a\rlxc.include = /x")]
    [DataRow("entrypoint: /a\rb")]
    [DataRow("env: A=b\rc")]
    [DataRow("arch: amd64\rx")]
    [DataRow("net0: name=a,hwaddr=x\ry")]
    [DataRow("net0: name=a\rb")]
    [DataRow("mp0: thin:a,mp=/a\rb")]
    [DataRow("mp0: /srv/a\rb,mp=/a")]
    [DataRow("dev0: /dev/a\rb")]
    [DataRow("net0: name=a,host-managed=1,ip=1/\r2")]
    [DataRow("lxc.cap.drop: a\rb")]
    [DataRow("lxc.idmap: u 0 1\r1 1\nunprivileged: 1")]
    public void ControlCharacter_ReachesNoLine(string lines) => Assert.ThrowsExactly<PlanException>(() => LxcFixture.Plan(LxcFixture.Unchecked(LxcFixture.RootLine + lines + "\n")));

    [TestMethod]
    [DataRow("/srv/a\nlxc.include = /x")]
    [DataRow("/srv/a\0b")]
    public void LineBreakOfAVolume_ReachesNoLine(string path)
    {
        var volumes = new Dictionary<string, ResolvedVolume> { ["rootfs"] = new("tank:a", new FileLocation(path), "subvol") };
        Assert.ThrowsExactly<PlanException>(() => LxcPlanner.Plan(
            LxcFixture.Id, LxcFixture.Config("rootfs: tank:a\n"), volumes, LxcFixture.Host, new LxcPaths("/run/domar/lxc", LxcFixture.Id)));
    }

    [TestMethod]
    public void ShellCharactersOfAVolume_StayOneWord()
    {
        var volumes = new Dictionary<string, ResolvedVolume> { ["rootfs"] = new("tank:a", new FileLocation("/srv/a'; reboot #$(x) %n"), "subvol") };
        var plan = LxcPlanner.Plan(
            LxcFixture.Id, LxcFixture.Config("rootfs: tank:a\n"), volumes, LxcFixture.Host, new LxcPaths("/run/domar lxc", LxcFixture.Id));
        StringAssert.Contains(
            plan.Files.Single(static f => f.Path.EndsWith("/prepare", StringComparison.Ordinal)).Content,
            "mount -o bind '/srv/a'\\''; reboot #$(x) %n' '/run/domar lxc/100/rootfs'\n");
        CollectionAssert.AreEqual(new[] { "/bin/sh '/run/domar lxc/100/prepare'" }, plan.Values("lxc.hook.pre-start"));
    }

    [TestMethod]
    public void FileSystemOfAFeature_WithMoreThanAName_MakesNoRule() =>
        Assert.IsEmpty(LxcFixture.Plan(LxcFixture.Unchecked(LxcFixture.RootLine + "features: mount=nfs,} /** rw\n"), LxcFixture.Host with { HasAppArmor = true })
            .Values("lxc.apparmor.raw").Where(static v => v != "mount fstype=nfs,"));

    private static string Seccomp(LxcLaunchPlan plan) => plan.Files.Single(static f => f.Path.EndsWith("/seccomp", StringComparison.Ordinal)).Content;
}
