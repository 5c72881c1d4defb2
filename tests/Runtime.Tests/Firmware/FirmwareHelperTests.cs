using System.Net.Sockets;
using Domar.Core.Firmware;
using Domar.HostTools.Firmware;
using Domar.Runtime.Firmware;
using Domar.TestKit;
using Domar.TestKit.Fakes;

namespace Domar.Runtime.Tests.Firmware;

/// <summary>Daemon's side and helper's side over a real socket, as systemd would connect them.</summary>
[TestClass]
public sealed class FirmwareHelperTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task WhatTheHelperSays_ReachesTheDaemon()
    {
        using var host = Installed();
        using var link = new Link(host);
        var report = new Report();

        var result = await link.Client.RunAsync(new FirmwareRequest(FirmwareAction.Install) { File = "/root/\"new\"\n.iso" }, report, TestContext.CancellationToken);

        Assert.AreEqual(System.Text.Json.JsonValueKind.Null, result.ValueKind);
        Assert.Contains("Checking '/root/\"new\"\n.iso'", report.Lines);
        Assert.IsTrue(report.Fractions is [> 0, .., 1]);
        Assert.AreEqual(0, await link.ExitCode.WaitAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task ARefusal_ReachesTheDaemon()
    {
        using var host = new WorkerHost("b", trial: "1");
        host.Slots.With(FirmwareSlot.A, new(FirmwareSlot.B, 1), FakeSlotStore.Old, FakeSlotStore.New);
        using var link = new Link(host);

        var refusal = await Assert.ThrowsExactlyAsync<FirmwareException>(
            () => link.Client.RunAsync(new FirmwareRequest(FirmwareAction.Install) { File = "/x.iso" }, new Report(), TestContext.CancellationToken));

        Assert.StartsWith("Cannot install '/x.iso' now: slot B runs on trial", refusal.Message);
        Assert.AreEqual(1, await link.ExitCode);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task ADaemonThatGoes_CancelsTheWork_AndNothingIsOnTrial()
    {
        using var host = Installed();
        var reached = new TaskCompletionSource();
        using var gone = new CancellationTokenSource();
        var cancelled = new TaskCompletionSource();
        host.Executor = new FakeStepExecutor
        {
            BeforeStep = async number =>
            {
                if (number == 2)
                {
                    reached.SetResult();
                    await cancelled.Task;
                }
            },
        };
        using var link = new Link(host, token => token.Register(cancelled.SetResult));

        var asking = link.Client.RunAsync(new FirmwareRequest(FirmwareAction.Install) { File = "/x.iso" }, new Report(), gone.Token);
        await reached.Task.WaitAsync(TestContext.CancellationToken);
        await gone.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => asking);
        Assert.AreEqual(1, await link.ExitCode.WaitAsync(TestContext.CancellationToken));
        CollectionAssert.AreEqual(new[] { "plan" }, host.Slots.Events);
    }

    [TestMethod]
    [DataRow("hello\n")]
    [DataRow("{}\n")]
    [DataRow("{\"action\":\"7\"}\n")]
    [DataRow("[]\n")]
    [DataRow("no end")]
    public async Task WhatIsNoRequest_IsAnError(string text)
    {
        using var host = Installed();
        using var input = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        using var output = new MemoryStream();
        Assert.AreEqual(1, await FirmwareHelper.RunAsync(host.Worker, input, output, TestContext.CancellationToken));
        Assert.StartsWith("{\"error\":", System.Text.Encoding.UTF8.GetString(output.ToArray()));
    }

    [TestMethod]
    public async Task WithoutHelper_TheDaemonSaysWhatToLookAt()
    {
        using var host = Installed();
        var client = new FirmwareClient(host.Host, Path.Combine(host.Host.StateFolder, "nobody.sock"));
        var failure = await Assert.ThrowsExactlyAsync<FirmwareException>(
            () => client.RunAsync(new FirmwareRequest(FirmwareAction.Status), new Report(), TestContext.CancellationToken));
        Assert.Contains("'systemctl status domar-firmware.socket' tells more.", failure.Message);
    }

    private static WorkerHost Installed()
    {
        var host = new WorkerHost();
        host.Slots.With(FirmwareSlot.A, TrialMark.None, FakeSlotStore.Old, FakeSlotStore.Old);
        return host;
    }

    private sealed class Report : IFirmwareReport
    {
        public List<string> Lines { get; } = [];

        public List<double> Fractions { get; } = [];

        public void Log(string line) => Lines.Add(line);

        public void Warn(string line) => Lines.Add("WARN " + line);

        public void Progress(double fraction) => Fractions.Add(fraction);
    }

    /// <summary>Accepts one connection and serves it.</summary>
    private sealed class Link : IDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        public Link(WorkerHost host, Action<CancellationToken>? onWork = null)
        {
            _listener.Bind(new UnixDomainSocketEndPoint(_folder["helper.sock"]));
            _listener.Listen();
            Client = new FirmwareClient(host.Host, _folder["helper.sock"]);
            ExitCode = ServeAsync(host, onWork);
        }

        public FirmwareClient Client { get; }

        public Task<int> ExitCode { get; }

        public void Dispose()
        {
            _listener.Dispose();
            _folder.Dispose();
        }

        private async Task<int> ServeAsync(WorkerHost host, Action<CancellationToken>? onWork)
        {
            using var socket = await _listener.AcceptAsync();
            await using var stream = new NetworkStream(socket);
            host.OnWork = onWork;
            return await FirmwareHelper.RunAsync(host.Worker, stream, stream, CancellationToken.None);
        }
    }
}
