using Domar.Core.Units;
using Domar.HostTools.Systemd;
using Domar.HostTools.Units;

namespace Domar.HostTools.Tests.Units;

[TestClass]
public sealed class SystemdUnitMapperTests
{
    private const string Common = """
        Slice=machine.slice
        Type=exec
        ExecStartEx=/usr/bin/x [-a] [b c]
        Environment=LC_ALL=C.UTF-8
        RemainAfterExit=yes
        KillMode=mixed
        TimeoutStopUSec=90000000
        StandardOutput=journal
        StandardError=journal
        LimitNOFILE=65536
        LimitNOFILESoft=65536
        LimitMEMLOCK=infinity
        LimitMEMLOCKSoft=infinity
        """;

    private static readonly UnitSpec Spec = new() { Name = "domar-vm-100.service", Program = "/usr/bin/x", Arguments = ["-a", "b c"], LogPath = "/run/x.log" };

    [TestMethod]
    public void Plain_HasNoLimits_AndAllRights()
    {
        AssertText($"Description=domar-vm-100.service\n{Common}", Spec);
    }

    [TestMethod]
    public void Limits_AndContainersNeeds()
    {
        AssertText(
            $"""
            Description=CT 101 (dns)
            {Common}
            CPUQuotaPerSecUSec=1500000
            CPUWeight=50
            AllowedCPUs=0101
            MemoryMax=1073741824
            MemorySwapMax=0
            TasksMax=1000
            IOWeight=200
            Delegate=yes
            PrivateMounts=yes
            """,
            Spec with
            {
                Description = "CT 101 (dns)",
                MakesCgroups = true,
                HasPrivateMounts = true,
                Resources = new UnitResources
                {
                    CpuTimePerSecond = TimeSpan.FromSeconds(1.5),
                    CpuWeight = 50,
                    AllowedCpus = [0, 8],
                    MemoryMaxBytes = 1L << 30,
                    SwapMaxBytes = 0,
                    TasksMax = 1000,
                    IoWeight = 200,
                },
            });
    }

    [TestMethod]
    public void TellingWhenReady_AndAStopCommand()
    {
        var text = string.Join('\n', SystemdUnitMapper.Map(Spec with { TellsWhenReady = true, StopCommand = ["/usr/bin/y", "-k"] }));
        StringAssert.Contains(text, "\nType=notify\nNotifyAccess=all\nExecStartEx=/usr/bin/x [-a] [b c]\n");
        StringAssert.Contains(text, "\nKillMode=mixed\nExecStopEx=/usr/bin/y [-k]\n");
    }

    [TestMethod]
    [DataRow(false, "yes", "AF_UNIX")]
    [DataRow(true, "no", "AF_UNIX AF_INET AF_INET6")]
    public void Isolation_ClosesAllThatIsNotNamed(bool hasNetwork, string privateNetwork, string families)
    {
        AssertText(
            $"""
            Description=domar-vm-100.service
            {Common}
            User=64100
            Group=64101
            SupplementaryGroups=kvm
            UMask=077
            NoNewPrivileges=yes
            CapabilityBoundingSet=0
            AmbientCapabilities=0
            DevicePolicy=closed
            DeviceAllow=/dev/kvm rw, /dev/net/tun rw
            ProtectSystem=strict
            ReadWritePaths=/run/a /run/b
            ProtectHome=yes
            PrivateTmp=yes
            PrivateNetwork={privateNetwork}
            ProtectProc=invisible
            ProcSubset=pid
            ProtectClock=yes
            ProtectHostname=yes
            ProtectKernelLogs=yes
            ProtectKernelModules=yes
            ProtectKernelTunables=yes
            ProtectControlGroups=yes
            LockPersonality=yes
            RestrictRealtime=yes
            RestrictSUIDSGID=yes
            RemoveIPC=yes
            KeyringMode=private
            RestrictNamespaces=0
            RestrictAddressFamilies={families}
            SystemCallArchitectures=native
            SystemCallFilter=@system-service
            SystemCallFilter=~@privileged @obsolete
            SystemCallErrorNumber=1
            """,
            Spec with
            {
                Isolation = new UnitIsolation
                {
                    UserId = 64100,
                    GroupId = 64101,
                    SupplementaryGroups = ["kvm"],
                    Devices = [new UnitDevice("/dev/kvm"), new UnitDevice("/dev/net/tun")],
                    WritablePaths = ["/run/a", "/run/b"],
                    HasNetwork = hasNetwork,
                },
            });
    }

    [TestMethod]
    [DataRow("oom-kill", "failed", 2, 9, UnitExitCause.OutOfMemory)]
    [DataRow("timeout", "failed", 2, 9, UnitExitCause.StopTimeout)]
    [DataRow("signal", "failed", 2, 11, UnitExitCause.Signaled)]
    [DataRow("core-dump", "failed", 3, 6, UnitExitCause.Signaled)]
    [DataRow("exit-code", "failed", 1, 1, UnitExitCause.Exited)]
    [DataRow("success", "active", 1, 0, UnitExitCause.Exited)]
    [DataRow("success", "inactive", 1, 0, UnitExitCause.Stopped)]
    [DataRow("success", "inactive", 0, 0, UnitExitCause.Unknown)]
    public void Cause_IsReadFromTheResult(string result, string state, int code, int status, UnitExitCause cause)
    {
        var exit = SystemdExits.Of(new UnitProperties { Result = result, ActiveState = state, ExecMainCode = code, ExecMainStatus = status }, "");

        Assert.AreEqual(cause, exit.Cause);
        Assert.AreEqual((code == 1 ? status : null, code > 1 ? status : null), (exit.ExitCode, exit.Signal));
    }

    [TestMethod]
    [DataRow("domar-vm-100.service", "domar_2dvm_2d100_2eservice")]
    [DataRow("1a", "_31a")]
    [DataRow("", "_")]
    public void ObjectPaths_AreEscaped(string name, string escaped)
    {
        Assert.AreEqual(escaped, UnitPath.Escape(name));
        if (name.Length > 0)
        {
            Assert.AreEqual(name, UnitPath.NameOf(System.Text.Encoding.ASCII.GetBytes($"/org/freedesktop/systemd1/unit/{escaped}")));
        }
    }

    private static void AssertText(string expected, UnitSpec spec) => Assert.AreEqual(expected, string.Join('\n', SystemdUnitMapper.Map(spec)));
}
