using System.Text.RegularExpressions;
using Domar.Image.Tests.Harness;
using Domar.TestKit.Guests;

namespace Domar.Image.Tests;

/// <summary>What the live system can do, with nothing but what is in its image. All tests use one machine, to save boots.</summary>
[TestClass]
public sealed class LiveSystemTests : BootTest
{
    private static readonly SharedMachine Shared = new(disks: [1024, 1024, 1024, 1024]);

    [ClassCleanup]
    public static ValueTask EndMachine() => Shared.DisposeAsync();

    [BootTestMethod]
    public async Task System_RunsWithoutFault()
    {
        var shell = await ShellAsync();
        var state = await shell.RunAsync("systemctl is-system-running --wait", Token);
        Assert.AreEqual("", await shell.MustRunAsync("systemctl --failed --no-legend", Token));
        Assert.AreEqual("running", state.Output);
        StringAssert.Matches(await shell.MustRunAsync("systemctl is-active domar.service", Token), new Regex("^active$"));
    }

    [BootTestMethod]
    public async Task OsRelease_NamesDomarOnDebian()
    {
        var release = (await (await ShellAsync()).MustRunAsync("cat /etc/os-release", Token)).Split('\n')
            .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim('"'));
        Assert.AreEqual("domar", release["ID"]);
        Assert.AreEqual("debian", release["ID_LIKE"]);
        StringAssert.Matches(release["VERSION"], new Regex(@"^\d+\.\d+\.\d+"));
        Assert.AreNotEqual("", release["VARIANT_ID"]);
    }

    [BootTestMethod]
    public async Task Root_IsReadOnly_AndCheckedByVerity()
    {
        var shell = await ShellAsync();
        var touch = await shell.RunAsync("touch /usr/x", Token);
        Assert.AreNotEqual(0, touch.ExitCode);
        StringAssert.Contains(touch.Output, "Read-only file system");
        CollectionAssert.Contains((await shell.MustRunAsync("findmnt -no OPTIONS /", Token)).Split(','), "ro");

        // "V": all blocks read so far were as their hashes say (Documentation/admin-guide/device-mapper/verity.rst).
        StringAssert.Matches(await shell.MustRunAsync("dmsetup status --target verity", Token), new Regex(@"verity V\b"));
    }

    [BootTestMethod]
    public async Task Network_NothingListensToTheWorld_TimeAndFirewallAreThere()
    {
        var shell = await ShellAsync();
        var listeners = (await shell.MustRunAsync("ss -H -ltn | awk '{ print $4 }'", Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.AreEqual("", string.Join(' ', listeners.Where(address => !address.StartsWith("127.", StringComparison.Ordinal) && !address.StartsWith("[::1]", StringComparison.Ordinal))));
        Assert.AreEqual("active", await shell.MustRunAsync("systemctl is-active chrony.service", Token));
        await shell.MustRunAsync("nft list ruleset", Token);
        Assert.AreNotEqual("active", (await shell.RunAsync("systemctl is-active ssh.service", Token)).Output);
        StringAssert.Contains(await shell.MustRunAsync("until ip -4 -o address show scope global | grep inet; do sleep 1; done", Token), "10.0.2.15");
    }

    [BootTestMethod]
    public async Task Journal_IsLimited()
    {
        var config = await (await ShellAsync()).MustRunAsync("systemd-analyze cat-config systemd/journald.conf", Token);
        StringAssert.Matches(config, new Regex(@"^(SystemMaxUse|RuntimeMaxUse)=\d+", RegexOptions.Multiline));
    }

    [BootTestMethod]
    public async Task DomarService_HasASecurityScore()
    {
        var score = await (await ShellAsync()).MustRunAsync("systemd-analyze security --no-pager domar.service", Token);
        var overall = Regex.Match(score, @"Overall exposure level for domar\.service: .*");
        Assert.IsTrue(overall.Success, score);
        TestContext.WriteLine(overall.Value);
    }

    [BootTestMethod]
    public async Task LvmThinPool_KeepsASnapshot()
    {
        var output = await (await ShellAsync()).MustRunAsync(
            """
            set -e
            pvcreate -q -y /dev/disk/by-id/virtio-domar-test-0 /dev/disk/by-id/virtio-domar-test-1
            vgcreate -q thin /dev/disk/by-id/virtio-domar-test-0 /dev/disk/by-id/virtio-domar-test-1
            lvcreate -q -y -T -L 600M thin/pool
            lvcreate -q -y -T -V 2G -n data thin/pool
            mkfs.ext4 -q /dev/thin/data
            mkdir -p /run/thin/data /run/thin/before
            mount /dev/thin/data /run/thin/data
            echo first > /run/thin/data/file
            sync
            lvcreate -q -y -s -kn -n before thin/data
            lvchange -ay thin/before
            echo second > /run/thin/data/file
            mount /dev/thin/before /run/thin/before
            cat /run/thin/data/file /run/thin/before/file
            lvs --noheadings -o lv_name,lv_attr thin
            umount /run/thin/data /run/thin/before
            vgremove -q -y -f thin
            """,
            Token);
        StringAssert.Contains(output, "second\nfirst\n");
        StringAssert.Matches(output, new Regex(@"before\s+Vwi-"));
    }

    [BootTestMethod]
    public async Task ZfsMirror_RollsBack()
    {
        var output = await (await ShellAsync()).MustRunAsync(
            """
            set -e
            modprobe zfs
            zpool create -m /run/vault vault mirror /dev/disk/by-id/virtio-domar-test-2 /dev/disk/by-id/virtio-domar-test-3
            zfs create vault/data
            echo first > /run/vault/data/file
            zfs snapshot vault/data@before
            echo second > /run/vault/data/file
            zfs rollback vault/data@before
            cat /run/vault/data/file
            zpool scrub -w vault
            zpool status -x vault
            zpool destroy vault
            """,
            Token);
        StringAssert.Contains(output, "first\n");
        StringAssert.Contains(output, "pool 'vault' is healthy");
    }

    [BootTestMethod]
    public async Task LxcContainer_RunsIdMapped() => await TestContainer.RunAsync(await ShellAsync(), Token);

    [BootTestMethod]
    public async Task Container_OfDomar_RunsInAUnitOfItsOwn_AndOutlivesTheDaemon()
    {
        var output = await (await ShellAsync()).MustRunAsync(
            """
            set -e
            t=/run/template
            mkdir -p $t/bin $t/sbin $t/etc $t/proc $t/sys $t/dev $t/tmp $t/root /var/lib/domar/storage/template/cache
            cp "$(command -v busybox)" $t/bin/busybox
            for name in sh sleep id hostname; do ln -s busybox $t/bin/$name; done
            printf '#!/bin/sh\ntrap "exit 0" PWR TERM\nwhile :; do sleep 1 & wait $!; done\n' > $t/sbin/init
            chmod 755 $t/sbin/init
            tar -C $t -czf /var/lib/domar/storage/template/cache/tiny.tar.gz .
            domar ct create 200 local:vztmpl/tiny.tar.gz --rootfs local:0.05 --hostname tenant --memory 64 --cpulimit 0.5 --start || { journalctl -b --no-pager | tail -n 60; exit 1; }
            echo inside $(domar ct exec 200 -- hostname) $(domar ct exec 200 -- id -u)
            group=/sys/fs/cgroup/machine.slice/domar-ct-200.service
            echo limits $(cat $group/memory.max) $(cat $group/cpu.max)
            pid=$(systemctl show -P MainPID domar-ct-200)
            echo outside $(stat -c %u /proc/$(head -n 1 $group/lxc.payload.200/cgroup.procs))
            systemctl kill --signal=KILL domar.service
            until domar ct status 200 > /dev/null 2>&1; do sleep 1; done
            [ "$pid" = "$(systemctl show -P MainPID domar-ct-200)" ] && echo same process
            domar ct status 200
            domar ct shutdown 200
            domar ct destroy 200 --yes
            echo left $(systemctl list-units --all --no-legend 'domar-ct-*')
            rm -r $t /var/lib/domar/storage/template/cache/tiny.tar.gz
            """,
            Token);
        StringAssert.Contains(output, "inside tenant 0\n");
        StringAssert.Contains(output, $"limits {64 << 20} 50000 100000\n");
        StringAssert.Contains(output, "outside 100000\n");
        StringAssert.Contains(output, "same process\nCT 200 (tenant): running");
        StringAssert.Matches(output, new Regex(@"^left\s*$", RegexOptions.Multiline));
    }

    [BootTestMethod]
    public async Task NestedVm_StartsAndSpeaksOnItsConsole()
    {
        var shell = await ShellAsync();
        await shell.WriteFileAsync("/run/echo.raw", TestGuests.EchoBootSector(), Token);
        var output = await shell.MustRunAsync(
            """
            set -e
            truncate -s 1M /run/echo.raw
            domar vm create 100 --name echo --memory 16 --kvm 0 --serial0 socket --virtio0 local:0,import-from=/run/echo.raw --boot order=virtio0
            domar vm start 100
            domar vm console 100 --until 'echo guest' --timeout 300 || { domar vm status 100; journalctl -b --no-pager | tail -n 40; exit 1; }
            domar vm status 100
            domar vm stop 100
            domar vm destroy 100 --yes
            """,
            Token);
        StringAssert.Contains(output, "Domar echo guest");
        StringAssert.Contains(output, "running");
    }

    // Last in the file, as tests run in that order; after it a test would boot a machine anew.
    [BootTestMethod]
    public async Task PowerButton_ShutsDownInOrder()
    {
        await ShellAsync();
        var machine = Shared.Machine!;
        await machine.PressPowerButtonAsync(Token);
        await machine.WaitForPowerOffAsync(Token);
        var end = await machine.Serial.WaitForAsync("Power down", cancellationToken: Token);
        Assert.DoesNotContain("FAILED", end);
        Assert.DoesNotContain("Failed to unmount", end);
    }

    private Task<ShellSession> ShellAsync() => Shared.ShellAsync(TestContext.TestName, Lend, Token);
}
