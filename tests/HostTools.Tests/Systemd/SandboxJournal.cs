using Domar.HostTools.Systemd;
using Domar.TestKit.Sandbox;

namespace Domar.HostTools.Tests.Systemd;

/// <summary>
/// The sandbox's journal. Its journald answers no calls of processes outside its PID namespace (it sees them as process 0): so what makes it store all
/// that it was sent runs inside.
/// </summary>
internal sealed class SandboxJournal(SystemdSandbox sandbox) : IUnitJournal
{
    private readonly UnitJournal _journal = new(sandbox.Root);

    public Task<string> ReadOutputAsync(string unit, DateTimeOffset since, int maxBytes, CancellationToken cancellationToken)
    {
        Assert.AreEqual(0, sandbox.Run("journalctl", "--sync").ExitCode);
        return _journal.ReadOutputAsync(unit, since, maxBytes, cancellationToken);
    }

    public Task<string> ReadComplaintsAsync(string unit, DateTimeOffset since, int maxBytes, CancellationToken cancellationToken)
    {
        Assert.AreEqual(0, sandbox.Run("journalctl", "--sync").ExitCode);
        return _journal.ReadComplaintsAsync(unit, since, maxBytes, cancellationToken);
    }
}
