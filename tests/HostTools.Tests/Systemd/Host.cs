using Domar.Core.Units;
using Domar.HostTools.Systemd;
using Domar.HostTools.Units;
using Domar.TestKit.Sandbox;

namespace Domar.HostTools.Tests.Systemd;

/// <summary>What tests in a sandbox begin with.</summary>
internal sealed class Host : IDisposable
{
    private static int _lastNumber;

    public Host(SystemdSandbox? sandbox = null)
    {
        Sandbox = sandbox ?? SystemdSandbox.Require();
        Bus = new SystemBus(Sandbox.BusAddress);
        Systemd = new SystemdManager(Bus);
        Journal = new SandboxJournal(Sandbox);
        Manager = new SystemdUnitManager(Systemd, Journal);
    }

    public SystemdSandbox Sandbox { get; }

    public SystemBus Bus { get; }

    public SystemdManager Systemd { get; }

    public IUnitJournal Journal { get; }

    public SystemdUnitManager Manager { get; }

    /// <summary>A name that no other test has.</summary>
    public static string NewName(string kind = "vm") => $"domar-{kind}-{Interlocked.Increment(ref _lastNumber)}.service";

    public static UnitSpec Shell(string script, string? name = null) => new()
    {
        Name = name ?? NewName(),
        Program = "/bin/sh",
        Arguments = ["-c", script],
        LogPath = "/dev/null",
    };

    public void Dispose()
    {
        Manager.Dispose();
        Bus.Dispose();
    }
}
