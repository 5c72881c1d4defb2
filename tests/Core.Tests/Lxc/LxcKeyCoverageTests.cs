using Domar.Core.Lxc;
using Domar.Core.Tests.Config;
using Domar.TestKit;

namespace Domar.Core.Tests.Lxc;

/// <summary>Every key of Proxmox's containers either changes the plan or is on the list of those that are somebody else's.</summary>
[TestClass]
public sealed class LxcKeyCoverageTests
{
    // A line with the key (or sub-key), and the same container without it.
    private static readonly Dictionary<string, (string With, string Without)> Samples = new()
    {
        ["arch"] = ("arch: i386", ""),
        ["console"] = ("console: 0", ""),
        ["cores"] = ("cores: 2", ""),
        ["cpulimit"] = ("cpulimit: 1.5", ""),
        ["cpuunits"] = ("cpuunits: 50", ""),
        ["debug"] = ("debug: 1", ""),
        ["dev[n]"] = ("dev0: /dev/net/tun", ""),
        ["dev[n].path"] = ("dev0: /dev/net/tun", "dev0: /dev/sdz"),
        ["dev[n].deny-write"] = ("dev0: /dev/net/tun,deny-write=1", "dev0: /dev/net/tun"),
        ["dev[n].gid"] = ("dev0: /dev/net/tun,gid=5", "dev0: /dev/net/tun"),
        ["dev[n].mode"] = ("dev0: /dev/net/tun,mode=0600", "dev0: /dev/net/tun"),
        ["dev[n].uid"] = ("dev0: /dev/net/tun,uid=5", "dev0: /dev/net/tun"),
        ["entrypoint"] = ("entrypoint: /bin/a", ""),
        ["env"] = ("env: A=b", ""),
        ["features"] = ("features: nesting=1", ""),
        ["features.force_rw_sys"] = ("features: force_rw_sys=1", ""),
        ["features.fuse"] = ("features: fuse=1", ""),
        ["features.keyctl"] = ("unprivileged: 1\nfeatures: keyctl=1", "unprivileged: 1"),
        ["features.mknod"] = ("features: mknod=1", ""),
        ["features.mount"] = ("features: mount=nfs", ""),
        ["features.nesting"] = ("features: nesting=1", ""),
        ["hostname"] = ("hostname: a", ""),
        ["lxc.*"] = ("lxc.cap.keep: chown", ""),
        ["memory"] = ("memory: 64", ""),
        ["mp[n]"] = ("mp0: thin:a,mp=/a", ""),
        ["mp[n].volume"] = ("mp0: thin:a,mp=/a", "mp0: thin:b,mp=/a"),
        ["mp[n].acl"] = ("mp0: thin:a,mp=/a,acl=1", "mp0: thin:a,mp=/a"),
        ["mp[n].mountoptions"] = ("mp0: thin:a,mp=/a,mountoptions=nosuid", "mp0: thin:a,mp=/a"),
        ["mp[n].mp"] = ("mp0: thin:a,mp=/a", "mp0: thin:a,mp=/b"),
        ["mp[n].quota"] = ("mp0: thin:a,mp=/a,quota=1", "mp0: thin:a,mp=/a"),
        ["mp[n].ro"] = ("mp0: thin:a,mp=/a,ro=1", "mp0: thin:a,mp=/a"),
        ["net[n]"] = ("net0: name=a", ""),
        ["net[n].bridge"] = ("net0: name=a,bridge=vmbr0", "net0: name=a"),
        ["net[n].firewall"] = ("net0: name=a,firewall=1", "net0: name=a"),
        ["net[n].gw"] = ("net0: name=a,host-managed=1,ip=192.0.2.1/24,gw=192.0.2.2", "net0: name=a,host-managed=1,ip=192.0.2.1/24"),
        ["net[n].gw6"] = ("net0: name=a,host-managed=1,ip6=2001:db8::1/64,gw6=2001:db8::2", "net0: name=a,host-managed=1,ip6=2001:db8::1/64"),
        ["net[n].host-managed"] = ("net0: name=a,host-managed=1,ip=192.0.2.1/24", "net0: name=a,ip=192.0.2.1/24"),
        ["net[n].hwaddr"] = ("net0: name=a,hwaddr=BC:24:11:00:00:01", "net0: name=a"),
        ["net[n].ip"] = ("net0: name=a,host-managed=1,ip=192.0.2.1/24", "net0: name=a,host-managed=1"),
        ["net[n].ip6"] = ("net0: name=a,host-managed=1,ip6=2001:db8::1/64", "net0: name=a,host-managed=1"),
        ["net[n].link_down"] = ("net0: name=a,link_down=1", "net0: name=a"),
        ["net[n].mtu"] = ("net0: name=a,mtu=1400", "net0: name=a"),
        ["net[n].name"] = ("net0: name=a", "net0: name=b"),
        ["net[n].rate"] = ("net0: name=a,rate=1", "net0: name=a"),
        ["net[n].tag"] = ("net0: name=a,bridge=vmbr0,tag=5", "net0: name=a,bridge=vmbr0"),
        ["net[n].trunks"] = ("net0: name=a,bridge=vmbr0,trunks=5", "net0: name=a,bridge=vmbr0"),
        ["ostype"] = ("ostype: alpine", "ostype: debian"),
        ["rootfs"] = ("rootfs: thin:b", "rootfs: thin:a"),
        ["rootfs.volume"] = ("rootfs: thin:b", "rootfs: thin:a"),
        ["rootfs.acl"] = ("rootfs: thin:a,acl=1", "rootfs: thin:a"),
        ["rootfs.mountoptions"] = ("rootfs: thin:a,mountoptions=nosuid", "rootfs: thin:a"),
        ["rootfs.quota"] = ("rootfs: thin:a,quota=1", "rootfs: thin:a"),
        ["rootfs.ro"] = ("rootfs: thin:a,ro=1", "rootfs: thin:a"),
        ["startup"] = ("startup: down=5", ""),
        ["swap"] = ("swap: 0", ""),
        ["tty"] = ("tty: 0", ""),
        ["unprivileged"] = ("unprivileged: 1", ""),
    };

    [TestMethod]
    public void EveryKeyOfTheTable_IsPlanned_OrSomebodyElses()
    {
        var keys = KeyTable.Read(SharedData.Require("pve", "config", "lxc-keys.tsv")).Select(static r => r.SubKey.Length == 0 ? r.Key : $"{r.Key}.{r.SubKey}").ToList();
        CollectionAssert.AreEquivalent(keys, Samples.Keys.Concat(LxcUnplannedKeys.All.Keys).ToList());
    }

    public static IEnumerable<object[]> Planned() => Samples.Keys.Select(static k => new object[] { k });

    [TestMethod]
    [DynamicData(nameof(Planned))]
    public void PlannedKey_ChangesThePlan(string key) => Assert.AreNotEqual(Shown(Samples[key].Without), Shown(Samples[key].With));

    [TestMethod]
    [DataRow("cmode: shell")]
    [DataRow("lock: backup")]
    [DataRow("mp0: thin:a,mp=/a,backup=1,keepattrs=1,replicate=0,shared=1,size=1G")]
    [DataRow("nameserver: 192.0.2.1\nsearchdomain: example.net\ntimezone: host")]
    [DataRow("net0: name=a,type=veth")]
    [DataRow("onboot: 1\nprotection: 1\ntemplate: 1\ntags: a\ndescription: a\nunused0: thin:z\nparent: before\nhookscript: local:snippets/a")]
    [DataRow("rootfs: thin:a,replicate=0,shared=1,size=1G")]
    public void KeyOfSomebodyElse_ChangesNothing(string lines) => Assert.AreEqual(
        Shown(lines.StartsWith("mp", StringComparison.Ordinal) ? "mp0: thin:a,mp=/a" : lines.StartsWith("net", StringComparison.Ordinal) ? "net0: name=a" : ""),
        Shown(lines));

    private static string Shown(string lines)
    {
        var plan = LxcFixture.Plan((lines.StartsWith("rootfs", StringComparison.Ordinal) ? "" : "rootfs: thin:a\n") + lines + "\n");
        return string.Join('\n',
        [
            .. plan.Arguments, .. plan.Files.Select(static f => f.ToString()), .. plan.Folders.Select(static f => f.Path), .. plan.Warnings, plan.StopTimeout.ToString(),
            .. plan.Veths.Select(static v => v.ToString()), plan.Resources.ToString(), .. plan.Resources.AllowedCpus?.Select(static c => $"{c}") ?? [],
        ]);
    }
}
