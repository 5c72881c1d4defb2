using Domar.HostTools.Systemd;
using Domar.HostTools.Units;
using Domar.TestKit.Sandbox;

namespace Domar.HostTools.Tests.Systemd;

/// <summary>What disturbs the bus: each test has a sandbox of its own where it breaks one.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SystemBusTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Bus_ThatIsNotThere_IsAClearError()
    {
        using var bus = new SystemBus("unix:path=/nowhere/bus");

        var exception = await Assert.ThrowsExactlyAsync<SystemBusException>(() => new SystemdManager(bus).ResetFailedUnitAsync("a.service", Token));

        Assert.AreEqual("Cannot reach the system bus at unix:path=/nowhere/bus: No such file or directory.", exception.Message);
    }

    [TestMethod]
    public async Task Calls_LeakNothing()
    {
        using var host = new Host();
        var spec = Host.Shell("exec sleep 600");
        await host.Manager.StartAsync(spec, Token);
        await host.Systemd.GetUnitPropertiesAsync(spec.Name, Token);
        var calls = Environment.GetEnvironmentVariable("DOMAR_SOAK") == "1" ? 100_000 : 10_000; // questions for a property, of which each call here asks twelve
        var fds = Directory.GetFiles("/proc/self/fd").Length;

        for (var i = 0; i < calls / 120; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => host.Systemd.GetUnitPropertiesAsync(spec.Name, Token)));
        }

        // The connection, and at the most the message that is being read at this moment; other tests' hosts run beside none here.
        Assert.IsLessThanOrEqualTo(3, LibSystemd.LiveHandles);
        Assert.IsLessThanOrEqualTo(fds + 5, Directory.GetFiles("/proc/self/fd").Length);
        await host.Manager.KillAsync(spec.Name, UnitSignal.Kill, Token);
        await host.Manager.WaitForExitAsync(spec.Name, Token).WaitAsync(Patience);
    }

    [TestMethod]
    public async Task Exit_IsSeen_AcrossDaemonReexec_AndARestartOfTheBus()
    {
        using var sandbox = SystemdSandbox.StartOwn();
        using var host = new Host(sandbox);
        var spec = Host.Shell("exec sleep 600");
        var state = await host.Manager.StartAsync(spec, Token);
        var waiting = host.Manager.WaitForExitAsync(spec.Name, Token);
        using var stop = new CancellationTokenSource();
        await using var changes = host.Systemd.WatchUnitsAsync(spec.Name, stop.Token).GetAsyncEnumerator(Token);
        await NextResynchronizedAsync(changes);

        Assert.AreEqual(0, sandbox.Run("systemctl", "daemon-reexec").ExitCode);
        await NextResynchronizedAsync(changes);
        Assert.AreEqual(state, (await host.Manager.ListAsync(Token)).Single());

        var dbus = sandbox.Run("systemctl", "show", "-P", "MainPID", "dbus.service").Output.Trim();
        Assert.AreEqual(0, sandbox.Run("kill", "-9", dbus).ExitCode);
        await NextResynchronizedAsync(changes);
        Assert.AreEqual(state, (await host.Manager.ListAsync(Token)).Single());
        Assert.IsFalse(waiting.IsCompleted);

        await host.Manager.KillAsync(spec.Name, UnitSignal.Kill, Token);
        Assert.AreEqual(9, (await waiting.WaitAsync(Patience)).Signal);
        Assert.AreEqual(5, await RunAsync(host, "exit 5"));
    }

    [TestMethod]
    public async Task CallsUnderWay_FailClearly_WhenTheBusEnds()
    {
        using var sandbox = SystemdSandbox.StartOwn();
        using var host = new Host(sandbox);
        var spec = Host.Shell("trap '' TERM; while :; do sleep 1; done") with { StopTimeout = TimeSpan.FromMinutes(5) };
        await host.Manager.StartAsync(spec, Token);
        var init = sandbox.InitPid;
        Assert.AreEqual(0, Signal(init, 19));
        try
        {
            var call = host.Systemd.GetUnitPropertiesAsync(spec.Name, Token);
            foreach (var process in Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)))
            {
                if (IsBusDaemonOf(int.Parse(process!), init))
                {
                    Signal(int.Parse(process!), 9);
                }
            }

            var exception = await Assert.ThrowsExactlyAsync<SystemBusException>(() => call.WaitAsync(Patience));

            Assert.IsTrue(exception.IsDisconnected);
            Assert.StartsWith("The connection to the system bus ended while org.freedesktop.DBus.Properties.Get was under way", exception.Message);
        }
        finally
        {
            Signal(init, 18);
        }
    }

    private static int Signal(int pid, int signal) => HostTools.Exec.Libc.kill(pid, signal);

    private static bool IsBusDaemonOf(int pid, int init)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").Trim() == "dbus-daemon"
                && new FileInfo($"/proc/{pid}/ns/pid").LinkTarget == new FileInfo($"/proc/{init}/ns/pid").LinkTarget;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<int?> RunAsync(Host host, string script)
    {
        var spec = Host.Shell(script);
        await host.Manager.StartAsync(spec, Token);
        return (await host.Manager.WaitForExitAsync(spec.Name, Token).WaitAsync(Patience)).ExitCode;
    }

    private static async Task NextResynchronizedAsync(IAsyncEnumerator<UnitChange> changes)
    {
        do
        {
            Assert.IsTrue(await changes.MoveNextAsync().AsTask().WaitAsync(Patience));
        }
        while (changes.Current is not UnitChange.Resynchronized);
    }
}
