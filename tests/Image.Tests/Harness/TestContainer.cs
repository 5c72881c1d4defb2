using System.Text.RegularExpressions;

namespace Domar.Image.Tests.Harness;

/// <summary>A container of LXC's own tools with busybox in it, id-mapped.</summary>
internal static class TestContainer
{
    /// <summary>Starts it, looks at it from outside and inside, and stops it.</summary>
    /// <param name="shell">Root's shell.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="make">Shell text that brings a file system to $root.</param>
    /// <param name="remove">Shell text that takes it away.</param>
    public static async Task RunAsync(ShellSession shell, CancellationToken cancellationToken, string make = "true", string remove = "rm -r $root")
    {
        var output = await shell.MustRunAsync(
            $"""
            set -e
            root=/run/container/rootfs
            mkdir -p $root
            {make}
            mkdir -p $root/bin $root/dev $root/proc $root/sys $root/tmp
            cp "$(command -v busybox)" $root/bin/busybox
            ln -s busybox $root/bin/sh
            chown -R 100000:100000 $root
            cat > /run/container/config <<CONFIG
            lxc.uts.name = test
            lxc.rootfs.path = dir:$root
            lxc.init.cmd = /bin/busybox sleep 100000
            lxc.idmap = u 0 100000 65536
            lxc.idmap = g 0 100000 65536
            lxc.net.0.type = empty
            lxc.mount.auto = proc:mixed sys:ro
            lxc.apparmor.profile = unconfined
            CONFIG
            lxc-start -n test -P /run/container -f /run/container/config -o /run/container/log -l INFO -d || {"{"} cat /run/container/log; exit 1; {"}"}
            lxc-wait -n test -P /run/container -s RUNNING -t 60
            lxc-info -n test -P /run/container -s
            echo outside $(stat -c %u /proc/$(lxc-info -n test -P /run/container -p -H))
            echo inside $(lxc-attach -n test -P /run/container -- /bin/busybox id -u)
            lxc-stop -n test -P /run/container -k
            {remove}
            """,
            cancellationToken);
        StringAssert.Matches(output, new Regex(@"State:\s+RUNNING"));
        StringAssert.Contains(output, "outside 100000");
        StringAssert.Contains(output, "inside 0");
    }
}
