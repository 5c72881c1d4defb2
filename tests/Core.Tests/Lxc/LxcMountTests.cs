using Domar.Core.Lxc;

namespace Domar.Core.Tests.Lxc;

[TestClass]
public sealed class LxcMountTests
{
    [TestMethod]
    [DataRow("thin:a", "mount /dev/pve/a ")]
    [DataRow("/dev/sdz1", "mount /dev/sdz1 ")]
    [DataRow("local:100/a.raw", "mount -o loop /srv/images/100/a.raw ")]
    [DataRow("tank:a", "mount -o bind /tank/a ")]
    [DataRow("base:a", "mount -o bind,ro /tank/a ")]
    [DataRow("/srv/data", "mount -o bind /srv/data ")]
    [DataRow("tank:a,ro=1", "mount -o bind,ro /tank/a ")]
    [DataRow("thin:a,ro=1,acl=1,quota=1,mountoptions=discard;nodev", "mount -o ro,acl,usrjquota=aquota.user,grpjquota=aquota.group,jqfmt=vfsv0,discard,nodev /dev/pve/a ")]
    [DataRow("thin:a,acl=0", "mount -o noacl /dev/pve/a ")]
    public void Volume_IsMountedByItsKind(string volume, string command)
    {
        StringAssert.Contains(Prepare($"rootfs: {volume}\n"), $"\n/usr/bin/{command}/run/domar/lxc/100/rootfs\n");
        StringAssert.Contains(Prepare($"{LxcFixture.RootLine}mp7: {volume},mp=/x\n"), $"\n/usr/bin/{command}/run/domar/lxc/100/mp7\n");
    }

    [TestMethod]
    public void MountPoint_IsBoundByLxc_WithTheOptionsOfAMountOnly()
    {
        var plan = LxcFixture.PlanWith("mp0: thin:a,mp=/srv/a b\\c,ro=1,mountoptions=discard;noexec;noatime\n");
        CollectionAssert.Contains(
            plan.Values("lxc.mount.entry"), "/run/domar/lxc/100/mp0 srv/a\\040b\\134c none bind,create=dir,ro,noexec,noatime 0 0");
    }

    [TestMethod]
    public void EveryMount_IsUndoneAfterTheEnd_LastFirst()
    {
        var script = File(LxcFixture.PlanWith("mp0: thin:a,mp=/a\ndev0: /dev/net/tun\n"), "clean-up");
        Assert.EndsWith(
            "umount --lazy --quiet /run/domar/lxc/100/dev\n/usr/bin/umount --lazy --quiet /run/domar/lxc/100/mp0\n"
            + "/usr/bin/umount --lazy --quiet /run/domar/lxc/100/rootfs\nexit 0\n", script);
    }

    [TestMethod]
    public void Links_AreSought_WhereTheMountLiesBeforeLxcPutsItInPlace()
    {
        var script = File(LxcFixture.PlanWith("mp0: thin:a,mp=/a\nmp1: thin:b,mp=/a/b/c\nlxc.mount.entry: /srv x\\040y/z none bind,create=dir 0 0\n"), "prepare");
        const string folder = "/run/domar/lxc/100";
        Assert.EndsWith($"no_link {folder}/rootfs/a\nno_link {folder}/mp0/b\nno_link {folder}/mp0/b/c\nno_link '{folder}/rootfs/x y'\nno_link '{folder}/rootfs/x y/z'\n", script);
    }

    [TestMethod]
    public void Folder_WithOptionsOfAFileSystem_IsWarnedOf()
    {
        var plan = LxcFixture.Plan("rootfs: tank:a,acl=1,quota=1,mountoptions=discard;nodev\n");
        StringAssert.Contains(plan.Warnings.Single(), "rootfs: discard, acl, quota has no effect on a folder");
        StringAssert.Contains(File(plan, "prepare"), "mount -o bind,nodev /tank/a ");
    }

    [TestMethod]
    public void Folders_AreThereForEveryMount()
    {
        var folders = LxcFixture.PlanWith("mp3: thin:a,mp=/a\ndev0: /dev/net/tun\n").Folders.Select(static f => f.Path).ToList();
        CollectionAssert.AreEqual(
            new[] { "/run/domar/lxc/100", "/run/domar/lxc/100/rootfs", "/run/domar/lxc/100/mp3", "/run/domar/lxc/100/dev" }, folders);
    }

    [TestMethod]
    [DataRow("mp0: local:100/a.qcow2,mp=/a\n", "only VMs can use")]
    [DataRow("mp0: ceph:a,mp=/a\n", "krbd 1")]
    [DataRow("mp0: gone:a,mp=/a\n", "was not found")]
    [DataRow("mp0: /,mp=/a\n", "whole root")]
    [DataRow("mp0: /srv/../etc,mp=/a\n", "'.' and '..'")]
    [DataRow("mp0: thin:a,mp=/\n", "no place in the container")]
    [DataRow("mp0: thin:a,mp=/a/../../etc\n", "no place in the container")]
    [DataRow("mp0: thin:a,mp=..\n", "no place in the container")]
    [DataRow("mp0: thin:a\n", "no place in the container")]
    [DataRow("mp0: thin:a,mp=/a,mountoptions=suid\n", "not allowed")]
    public void MountPoint_ThatCannotBe_IsRefused(string line, string reason) => StringAssert.Contains(LxcFixture.Error(line), reason);

    [TestMethod]
    public void Container_WithoutRoot_IsRefused() =>
        StringAssert.Contains(Assert.ThrowsExactly<Core.Qemu.PlanException>(() => LxcFixture.Plan("hostname: a\n")).Message, "no root volume");

    private static string Prepare(string config) => File(LxcFixture.Plan(config), "prepare");

    private static string File(LxcLaunchPlan plan, string name) => plan.Files.Single(f => f.Path == $"/run/domar/lxc/100/{name}").Content;
}
