using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Domar.TestKit;

namespace Domar.Image.Tests.Harness;

/// <summary>
/// A network in a namespace of its own with a DHCP and name server (dnsmasq), which this host does not see and which does not see this host. Needs root and
/// dnsmasq; it ends with the tests, also when they are killed.
/// </summary>
internal sealed partial class PrivateNetwork : IDisposable
{
    /// <summary>The device for a machine's card (<see cref="NicOptions.Tap"/>).</summary>
    public const string Tap = "tap0";

    /// <summary>The servers' address.</summary>
    public const string ServerAddress = "10.9.8.1";

    /// <summary>What the DHCP server says to be the network's domain.</summary>
    public const string Domain = "net.test"; // systemd-resolved asks nobody about names in .invalid

    private const int CloneNewNet = 0x40000000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // The namespace is the process': the shell makes the device, and becomes dnsmasq. Beside it a process waits for the end of the pipe that only the tests hold open.
    private const string Script =
        $$"""
        set -e
        ip link set lo up
        ip tuntap add {{Tap}} mode tap
        ip address add {{ServerAddress}}/24 dev {{Tap}}
        ip link set {{Tap}} up
        exec 3<&0
        { cat <&3; kill -9 $$; } >/dev/null 2>&1 &
        exec dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --group= --pid-file= --log-facility=- --log-dhcp --log-queries \
            --no-hosts --no-resolv --leasefile-ro --domain={{Domain}} --local=/{{Domain}}/ --dhcp-authoritative --dhcp-range=10.9.8.100,10.9.8.199,255.255.255.0 "$@" 3<&- </dev/null
        """;

    private readonly TempFolder _folder = new();
    private readonly Process _process;

    private PrivateNetwork(string[] arguments)
    {
        string[] command = ["--net", "sh", "-c", $"exec >'{Log}' 2>&1\n{Script}", "sh", .. arguments];
        _process = Process.Start(new ProcessStartInfo("unshare", command) { RedirectStandardInput = true })!;
    }

    /// <summary>What begins the command line of a program that is to run in it.</summary>
    public IReadOnlyList<string> EnterCommand => ["nsenter", $"--net={Namespace}"];

    private string Namespace => $"/proc/{_process.Id}/ns/net";

    private string Log => _folder["log"];

    /// <summary>Starts it. Where the user or a program for it is missing the test is not run, and says so.</summary>
    /// <param name="arguments">More arguments for dnsmasq: what it tells.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<PrivateNetwork> StartAsync(string[] arguments, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Inconclusive("SKIPPED: a network in a namespace of its own needs root.");
        }

        if (!File.Exists("/usr/sbin/dnsmasq"))
        {
            Assert.Inconclusive("SKIPPED: dnsmasq is not installed: apt-get install dnsmasq-base, or make soak.");
        }

        var network = new PrivateNetwork(arguments);
        try
        {
            for (var waited = Stopwatch.StartNew(); !network.ReadLog().Contains("started, version", StringComparison.Ordinal);)
            {
                // It tells nobody else that it is ready.
                Assert.IsTrue(!network._process.HasExited && waited.Elapsed < Patience, $"dnsmasq did not start: {network.ReadLog()}");
                await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
            }

            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>What dnsmasq has said.</summary>
    public string ReadLog() => File.Exists(Log) ? File.ReadAllText(Log) : "";

    /// <summary>Makes a listener in it, at <see cref="ServerAddress"/>: a socket is where it was made, whoever uses it.</summary>
    public TcpListener Listen(int port)
    {
        var made = new TaskCompletionSource<TcpListener>();
        var thread = new Thread(() =>
        {
            try
            {
                using var space = File.OpenHandle(Namespace);
                if (SetNamespace(space.DangerousGetHandle().ToInt32(), CloneNewNet) != 0)
                {
                    throw new IOException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
                }

                var listener = new TcpListener(IPAddress.Parse(ServerAddress), port);
                listener.Start();
                made.SetResult(listener);
            }
            catch (Exception exception)
            {
                made.SetException(exception);
            }
        });

        // A thread of its own, which ends in that namespace.
        thread.Start();
        thread.Join();
        return made.Task.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int fd, int type);
}
