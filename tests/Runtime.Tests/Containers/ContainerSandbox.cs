using Domar.Runtime.Tests.EndToEnd;
using Domar.TestKit.Sandbox;

namespace Domar.Runtime.Tests.Containers;

/// <summary>The native <c>domar</c> as a service of a real systemd, with a small template: busybox, and an init that says what it does.</summary>
internal sealed class ContainerSandbox : IDisposable
{
    private readonly SystemdSandbox _sandbox;

    private ContainerSandbox(SystemdSandbox sandbox) => _sandbox = sandbox;

    /// <summary>Volume of the template.</summary>
    public const string Template = "local:vztmpl/tiny.tar.gz";

    public static ContainerSandbox Start()
    {
        if (Environment.GetEnvironmentVariable("DOMAR_BINARY") is not { Length: > 0 } program)
        {
            Assert.Inconclusive("SKIPPED: the sandbox has no .NET; set DOMAR_BINARY to the native program (make test does).");
            return null!;
        }

        var sandbox = new ContainerSandbox(SystemdSandbox.StartOwn());
        try
        {
            File.Copy(program, sandbox._sandbox.PathOf("/usr/bin/domar"), overwrite: true);
            sandbox.Must("sh", "-c", SetUp);
            sandbox.Must("systemctl", "start", "domar-under-test.service");
            return sandbox;
        }
        catch
        {
            sandbox.Dispose();
            throw;
        }
    }

    /// <summary>Runs a program inside.</summary>
    public (int ExitCode, string Output) Run(string program, params string[] arguments) => _sandbox.Run(program, arguments);

    /// <summary>Runs a program inside, which must succeed.</summary>
    public string Must(string program, params string[] arguments)
    {
        var (code, output) = Run(program, arguments);
        Assert.AreEqual(0, code, $"{program} {string.Join(' ', arguments)}: {output}\n{Journal()}");
        return output;
    }

    /// <summary>Runs the command line of domar, which must succeed.</summary>
    public string Domar(params string[] arguments) => Must("domar", arguments);

    /// <summary>Makes a container from the template.</summary>
    public void Create(int id, params string[] options) =>
        Domar(["ct", "create", $"{id}", Template, "--rootfs", "local:0.05", "--hostname", $"guest{id}", .. options]);

    /// <summary>What systemd, the daemon and the containers have said.</summary>
    public string Journal() => Run("journalctl", "--no-pager", "-n", "60").Output;

    public void Dispose() => _sandbox.Dispose();

    // Loop devices and a writable sysfs are what containers need beyond what units do; the sandbox has neither by itself.
    private static string SetUp { get; } =
        """
        set -e
        mount -o remount,rw /sys
        [ -e /dev/loop-control ] || mknod /dev/loop-control c 10 237
        for i in $(seq 0 31); do [ -e /dev/loop$i ] || mknod /dev/loop$i b 7 $i; done
        ip link add vmbr0 type bridge && ip link set vmbr0 up
        t=/tmp/template
        mkdir -p $t/bin $t/sbin $t/etc $t/proc $t/sys $t/dev $t/tmp $t/root
        cp /usr/bin/busybox $t/bin/busybox
        for name in sh cat echo sleep id hostname ip kill; do ln -s busybox $t/bin/$name; done
        cat > $t/sbin/init <<'END'
        #!/bin/sh
        trap 'echo "init goes down"; exit 0' PWR TERM
        echo "init begins"
        while :; do sleep 1 & wait $!; done
        END
        : > $t/sbin/ifup
        chmod 755 $t/sbin/init $t/sbin/ifup
        echo 'root:x:0:0::/root:/bin/sh' > $t/etc/passwd
        mkdir -p /var/lib/domar/storage/template/cache
        tar -C $t -czf /var/lib/domar/storage/template/cache/tiny.tar.gz .
        cat > /etc/systemd/system/domar-under-test.service <<'END'
        [Service]
        Type=notify
        ExecStart=/usr/bin/domar daemon --standalone /var/lib/domar --socket /run/domar/api.sock
        RuntimeDirectory=domar
        RuntimeDirectoryPreserve=yes
        KillMode=process
        Restart=always
        RestartSec=100ms
        Environment=DOMAR_ACCEL=tcg
        UMask=0027
        END
        systemctl daemon-reload
        """;
}
