using System.Text.RegularExpressions;
using Domar.TestKit.Guests;

namespace Domar.Image.Tests.Harness;

/// <summary>What every installed system must be able to do, tried in its shell.</summary>
/// <param name="shell">Root's shell.</param>
/// <param name="layout">How it was installed.</param>
/// <param name="cancellationToken">Gives up.</param>
internal sealed class InstalledChecks(ShellSession shell, InstallLayout layout, CancellationToken cancellationToken)
{
    /// <summary>Nothing has failed, and the daemon answers.</summary>
    public async Task RunsWithoutFaultAsync()
    {
        var state = await shell.RunAsync("systemctl is-system-running --wait", cancellationToken);
        Assert.AreEqual("", await RunAsync("systemctl --failed --no-legend"));
        Assert.AreEqual("running", state.Output);
        await RunAsync("domar status");
        StringAssert.Contains(await RunAsync("cat /proc/cmdline"), "domar.mode=installed");
        CollectionAssert.Contains((await RunAsync("findmnt -no OPTIONS /")).Split(','), "ro");
    }

    /// <summary>It has the name, zone and address of the answers.</summary>
    public async Task IsAsAnsweredAsync()
    {
        var answer = layout.Answer;
        Assert.AreEqual(answer.HostName, await RunAsync("hostname"));
        Assert.AreEqual($"{answer.HostName}.{Answer.Domain}", await RunAsync("hostname -f"));
        Assert.AreEqual($"/usr/share/zoneinfo/{answer.TimeZone}", await RunAsync("readlink -f /etc/localtime"));
        StringAssert.Contains(await RunAsync("ip -4 -o address show dev vmbr0"), $" {answer.Address} ");
        StringAssert.Contains(await RunAsync("ip route show default"), $"default via {answer.Gateway} dev vmbr0");
    }

    /// <summary>The storages of a fresh installation are there.</summary>
    public async Task HasItsStoragesAsync()
    {
        using var list = await StorageList.WhenActiveAsync(shell, 2, cancellationToken);
        var active = list.RootElement.EnumerateArray()
            .Where(static storage => storage.GetProperty("active").GetInt32() == 1)
            .Select(static storage => $"{storage.GetProperty("storage").GetString()} ({storage.GetProperty("type").GetString()})");
        var pool = layout.IsZfs ? "local-zfs (zfspool)" : "local-lvm (lvmthin)";
        CollectionAssert.AreEquivalent((string[])["local (dir)", pool], active.ToArray());
    }

    /// <summary>A VM starts from a disk on the pool and speaks on its console.</summary>
    public async Task RunsAVmAsync()
    {
        await shell.WriteFileAsync("/var/lib/vz/echo.raw", TestGuests.EchoBootSector(), cancellationToken);
        var output = await RunAsync(
            $$"""
            set -e
            truncate -s 1M /var/lib/vz/echo.raw
            domar vm create 100 --name echo --memory 16 --kvm 0 --serial0 socket --virtio0 {{layout.PoolStorage}}:0,import-from=/var/lib/vz/echo.raw --boot order=virtio0
            domar vm config 100
            domar vm start 100
            domar vm console 100 --until 'echo guest' --timeout 300 || { domar vm status 100; journalctl -b --no-pager | tail -n 40; exit 1; }
            domar vm stop 100
            domar vm destroy 100 --yes
            rm /var/lib/vz/echo.raw
            """);
        StringAssert.Contains(output, $"virtio0: {layout.PoolStorage}:vm-100-disk-0");
        StringAssert.Contains(output, "Domar echo guest");
    }

    /// <summary>A container starts, id-mapped, with its root on a volume of the pool.</summary>
    public async Task RunsAContainerAsync()
    {
        var (make, remove) = layout.IsZfs
            ? ("zfs create -o mountpoint=$root rpool/data/test-root", "zfs destroy rpool/data/test-root")
            : ("lvcreate -q -y -T -V 256M -n test-root pve/data && mkfs.ext4 -q /dev/pve/test-root && mount /dev/pve/test-root $root",
                "umount $root && lvremove -q -y pve/test-root");
        await TestContainer.RunAsync(shell, cancellationToken, make, remove);
    }

    /// <summary>A volume of the pool is what it was when it is rolled back.</summary>
    public async Task RollsBackAsync()
    {
        var output = await RunAsync(layout.IsZfs
            ? """
              set -e
              zfs create -o mountpoint=/run/probe rpool/data/test-probe
              echo first > /run/probe/file
              zfs snapshot rpool/data/test-probe@before
              echo second > /run/probe/file
              cat /run/probe/file
              zfs rollback rpool/data/test-probe@before
              cat /run/probe/file
              zfs destroy -r rpool/data/test-probe
              """
            : """
              set -e
              lvcreate -q -y -T -V 256M -n test-probe pve/data
              mkfs.ext4 -q /dev/pve/test-probe
              mkdir -p /run/probe
              mount /dev/pve/test-probe /run/probe
              echo first > /run/probe/file
              sync
              lvcreate -q -y -s -n test-before pve/test-probe
              echo second > /run/probe/file
              cat /run/probe/file
              umount /run/probe
              lvchange -an pve/test-probe
              lvconvert -q -y --merge pve/test-before
              lvchange -ay pve/test-probe
              mount /dev/pve/test-probe /run/probe
              cat /run/probe/file
              umount /run/probe
              lvremove -q -y pve/test-probe
              """);
        StringAssert.Matches(output, new Regex(@"second\n([^\n]*\n)*first"));
    }

    /// <summary>What tells this system from others and must last: machine id, host id, host keys.</summary>
    public Task<string> IdentityAsync() => RunAsync("cat /etc/machine-id; hostid; sha256sum /etc/ssh/ssh_host_*_key");

    private Task<string> RunAsync(string command) => shell.MustRunAsync(command, cancellationToken);
}
