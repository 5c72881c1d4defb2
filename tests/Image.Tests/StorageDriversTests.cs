using System.Text.RegularExpressions;
using Domar.Image.Tests.Harness;
using Domar.TestKit.Guests;

namespace Domar.Image.Tests;

/// <summary>
/// The drivers of thin pools and ZFS in the daemon's own sandbox: the live system with pools made by hand, as the installer makes them, and
/// storage.cfg as it writes it. All tests use one machine, to save boots.
/// </summary>
[TestClass]
public sealed class StorageDriversTests : BootTest
{
    private const string LvmDisk = "/dev/disk/by-id/virtio-domar-test-0";
    private const string ZfsDisk = "/dev/disk/by-id/virtio-domar-test-1";
    private const int AllStorages = 3;

    private static readonly SharedMachine Shared = new(
        disks: [1024, 1024],
        $"""
        set -e
        pvcreate -q -y {LvmDisk}
        vgcreate -q pve {LvmDisk}
        lvcreate -q -y -T -L 600M pve/data
        modprobe zfs
        zpool create -m none -o cachefile=none rpool {ZfsDisk}
        zfs create rpool/data
        mkdir -p /var/lib/vz
        cat > /var/lib/domar/config/storage.cfg <<CONFIG
        dir: local
        	path /var/lib/domar/storage
        	content iso,vztmpl,backup,import,snippets

        lvmthin: local-lvm
        	thinpool data
        	vgname pve
        	content rootdir,images

        zfspool: local-zfs
        	pool rpool/data
        	sparse
        	content images,rootdir

        CONFIG
        {StorageList.UntilActive(AllStorages)}
        """);

    [ClassCleanup]
    public static ValueTask EndMachine() => Shared.DisposeAsync();

    [BootTestMethod]
    public async Task StorageList_ShowsAllWithNumbers()
    {
        var shell = await ShellAsync();
        using var list = await StorageList.WhenActiveAsync(shell, AllStorages, Token);
        var storages = list.RootElement.EnumerateArray().ToDictionary(storage => storage.GetProperty("storage").GetString()!);
        CollectionAssert.AreEquivalent(new[] { "local", "local-lvm", "local-zfs" }, storages.Keys);
        foreach (var (id, storage) in storages)
        {
            Assert.AreEqual(1, storage.GetProperty("active").GetInt32(), $"{id}: {storage}");
            Assert.IsGreaterThan(100_000_000, storage.GetProperty("total").GetInt64(), id);
            Assert.IsGreaterThan(0, storage.GetProperty("avail").GetInt64(), id);
        }

        TestContext.WriteLine(await shell.MustRunAsync("domar storage list; domar status", Token));
    }

    [BootTestMethod]
    [DataRow("local-lvm", "lvs --noheadings -o lv_name pve", "/dev/pve/vm-101-disk-1")]
    [DataRow("local-zfs", "zfs list -H -o name -r rpool/data", "/dev/zvol/rpool/data/vm-101-disk-1")]
    public async Task Vm_IsCreatedStartedAndDestroyed(string storage, string listVolumes, string device)
    {
        var shell = await ShellAsync();
        await shell.WriteFileAsync("/run/echo.raw", TestGuests.EchoBootSector(), Token);
        var output = await shell.MustRunAsync(
            $"""
            set -e
            truncate -s 1M /run/echo.raw
            domar vm create 101 --name echo --memory 16 --kvm 0 --serial0 socket --boot order=virtio0 --virtio0 {storage}:0,import-from=/run/echo.raw --virtio1 {storage}:1
            domar storage content {storage}
            cmp -n 1048576 /run/echo.raw {device.Replace("disk-1", "disk-0", StringComparison.Ordinal)}
            test "$(blockdev --getsize64 {device})" = 1073741824
            domar vm start 101
            domar vm console 101 --until 'echo guest' --timeout 300 || {"{"} domar vm status 101; journalctl -b -u domar --no-pager | tail -n 40; exit 1; {"}"}
            domar vm stop 101
            domar vm destroy 101 --yes
            {listVolumes}
            """,
            Token, TimeSpan.FromMinutes(8));
        StringAssert.Contains(output, "Domar echo guest");
        StringAssert.Contains(output, $"{storage}:vm-101-disk-0");
        Assert.DoesNotContain("WARN", output);
        Assert.DoesNotContain("vm-101", output[output.LastIndexOf("echo guest", StringComparison.Ordinal)..].Split('\n').Last(line => line.Length > 0));
        Assert.AreNotEqual(0, (await shell.RunAsync($"test -e {device}", Token)).ExitCode, "the volume stayed");
    }

    /// <summary>The driver's own commands (see LvmVolumesTests), cut before the last two: the daemon finishes it at the next use.</summary>
    [BootTestMethod]
    public async Task LvmRollback_CutOff_IsFinished_AndHalfMadeVolumesGo()
    {
        var output = await (await ShellAsync()).MustRunAsync(
            """
            set -e
            lvcreate -qq -y --type thin --virtualsize 8388608b --thinpool pve/data --name vm-103-disk-0
            echo first | dd of=/dev/pve/vm-103-disk-0 conv=fsync status=none
            lvcreate -qq -y --snapshot --permission r --name snap_vm-103-disk-0_before pve/vm-103-disk-0
            echo second | dd of=/dev/pve/vm-103-disk-0 conv=fsync status=none
            lvcreate -qq -y --snapshot --permission rw --setactivationskip n --name roll_vm-103-disk-0 --addtag domar-rollback-0 pve/snap_vm-103-disk-0_before
            lvremove -qq --force pve/vm-103-disk-0
            lvcreate -qq -y --type thin --virtualsize 8388608b --thinpool pve/data --name vm-104-disk-0 --addtag domar-making-0
            zfs create -s -o domar:making=0 -V 8388608 rpool/data/vm-104-disk-0
            domar vm create 105 --virtio0 local-lvm:1 --virtio1 local-zfs:1
            head -n 1 /dev/pve/vm-103-disk-0
            echo third | dd of=/dev/pve/vm-103-disk-0 conv=fsync status=none
            lvs --noheadings -o lv_name,lv_tags pve
            zfs list -H -o name -r rpool/data
            domar vm destroy 105 --yes
            lvremove -qq --force pve/vm-103-disk-0 pve/snap_vm-103-disk-0_before
            """,
            Token);
        StringAssert.Contains(output, "first\n");
        StringAssert.Matches(output, new Regex(@"^ *vm-103-disk-0 *$", RegexOptions.Multiline));
        Assert.DoesNotContain("vm-104", output);
        Assert.DoesNotContain("roll_", output);
        StringAssert.Contains(output, "rpool/data/vm-105-disk-0");
    }

    [BootTestMethod]
    [DataRow("local-lvm", "pve")]
    [DataRow("local-zfs", "rpool")]
    public async Task NoSuchPool_IsSaid_AndConcernsNobodyElse(string storage, string pool)
    {
        var shell = await ShellAsync();
        await shell.MustRunAsync($"sed -i 's/\\b{pool}\\b/other/' /var/lib/domar/config/storage.cfg", Token);
        try
        {
            using var list = await StorageList.WhenActiveAsync(shell, AllStorages - 1, Token, text: "other");
            foreach (var listed in list.RootElement.EnumerateArray())
            {
                Assert.AreEqual(listed.GetProperty("storage").GetString() == storage ? 0 : 1, listed.GetProperty("active").GetInt32(), listed.ToString());
            }

            StringAssert.Contains(list.RootElement.ToString(), "other");
            var create = await shell.RunAsync($"domar vm create 102 --virtio0 {storage}:1", Token);
            Assert.AreNotEqual(0, create.ExitCode);
            StringAssert.Contains(create.Output, "other");
        }
        finally
        {
            await shell.MustRunAsync($"sed -i 's/\\bother\\b/{pool}/' /var/lib/domar/config/storage.cfg", Token);
            using var list = await StorageList.WhenActiveAsync(shell, AllStorages, Token);
        }
    }

    [BootTestMethod]
    public async Task FirstStart_MakesKeys_AndTheStatusShowsTheCertificate()
    {
        var shell = await ShellAsync();
        var first = await shell.MustRunAsync("systemctl start domar-first-start.service && cd /var/lib/domar/config && find . -name '*.key' -printf '%m %p\\n' | sort && cat priv/*.key nodes/*/*.key pve-www.key | sha256sum", Token);
        StringAssert.Contains(first, "600 ./nodes/domar/pve-ssl.key");
        StringAssert.Contains(first, "600 ./priv/authkey.key");
        StringAssert.Contains(first, "600 ./priv/pve-root-ca.key");
        StringAssert.Contains(first, "600 ./pve-www.key");
        var again = await shell.MustRunAsync("systemctl restart domar-first-start.service && cd /var/lib/domar/config && find . -name '*.key' -printf '%m %p\\n' | sort && cat priv/*.key nodes/*/*.key pve-www.key | sha256sum", Token);
        Assert.AreEqual(first, again);
        StringAssert.Matches(await shell.MustRunAsync("until domar status | grep -q Certificate; do sleep 1; done; domar status", Token), new Regex(@"Certificate:?\s+SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}"));
    }

    private Task<ShellSession> ShellAsync() => Shared.ShellAsync(TestContext.TestName, Lend, Token);
}
