using System.IO.Pipelines;
using System.IO.Pipes;
using System.Net.Sockets;
using System.Text;
using Domar.Runtime.Cli;
using Domar.Runtime.Cli.Http;
using Domar.Runtime.Consoles;
using Domar.Runtime.Tests.Cli;
using Nerdbank.Streams;

namespace Domar.Runtime.Tests.Consoles;

/// <summary>From the command over HTTP upgrade and channels to a serial port.</summary>
[TestClass]
public sealed class ConsoleEndToEndTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public required TestContext TestContext { get; init; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task SeveralClients_ShareTheConsole()
    {
        await using var host = await ConsoleHost.StartAsync(Cancel);
        await host.Port.PrintAsync("booted\n", Cancel);
        await using var first = StreamClient.Connect(host.SocketPath, Patience);
        var (one, _) = await first.OpenAsync("console/qemu/100/serial0", Cancel);
        Assert.AreEqual("booted\n", await ReadAsync(one, 7));
        await using var second = StreamClient.Connect(host.SocketPath, Patience);
        var (two, replay) = await second.OpenAsync("console/qemu/100", Cancel);

        Assert.AreEqual(7, replay);
        Assert.AreEqual("booted\n", await ReadAsync(two, 7));
        await one.Output.WriteAsync("ls\n"u8.ToArray(), Cancel);
        Assert.AreEqual("ls\n", await host.Port.ReadAsync(3, Cancel));
        await host.Port.PrintAsync("a b c", Cancel);
        Assert.AreEqual("a b c", await ReadAsync(one, 5));
        Assert.AreEqual("a b c", await ReadAsync(two, 5));

        // One that closes its input goes on reading.
        await one.Output.CompleteAsync();
        await host.Port.PrintAsync("still", Cancel);
        Assert.AreEqual("still", await ReadAsync(one, 5));

        await host.Hub.DisposeAsync();
        Assert.IsTrue((await one.Input.ReadAsync(Cancel)).IsCompleted);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task OneConnection_CarriesSeveralStreams_AndLeavingFreesThem()
    {
        await using var host = await ConsoleHost.StartAsync(Cancel);
        var client = StreamClient.Connect(host.SocketPath, Patience);
        var (one, _) = await client.OpenAsync("console/qemu/100", Cancel);
        var (two, _) = await client.OpenAsync("console/qemu/100", Cancel);
        await host.Port.PrintAsync("x", Cancel);
        Assert.AreEqual("x", await ReadAsync(one, 1));
        Assert.AreEqual("x", await ReadAsync(two, 1));
        Assert.AreEqual(2, host.Hub.ViewerCount);

        await client.DisposeAsync();

        while (host.Hub.ViewerCount > 0)
        {
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [DataRow("console/qemu/101", "VM 101 has no serial port.")]
    [DataRow("console/qemu/100/serial9", "There is no stream 'console/qemu/100/serial9': its name has the form console/qemu/VMID or console/qemu/VMID/serial0.")]
    [DataRow("console/qemu/100/../x", "There is no stream")]
    [DataRow("disk/100", "There is no stream")]
    public async Task Refuses_WhatIsNotThere_AndServesOn(string name, string message)
    {
        await using var host = await ConsoleHost.StartAsync(Cancel);
        await using var client = StreamClient.Connect(host.SocketPath, Patience);

        var e = await Assert.ThrowsExactlyAsync<CliException>(() => client.OpenAsync(name, Cancel));

        Assert.StartsWith(message, e.Message);
        var (pipe, _) = await client.OpenAsync("console/qemu/100", Cancel);
        await host.Port.PrintAsync("ok", Cancel);
        Assert.AreEqual("ok", await ReadAsync(pipe, 2));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    [DataRow("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [DataRow("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")]
    public async Task WithoutUpgrade_SaysWhatToSend(string request)
    {
        await using var host = await ConsoleHost.StartAsync(Cancel);
        using var connection = UnixConnection.Open(host.SocketPath, Patience);
        connection.Send(Encoding.ASCII.GetBytes(request));

        var response = connection.Reader.Read();

        Assert.AreEqual(426, response.Status);
        Assert.Contains("Upgrade: domar-streams", Encoding.UTF8.GetString(response.Body.Span));
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Garbage_EndsTheConnection_NotTheServer()
    {
        await using var host = await ConsoleHost.StartAsync(Cancel);
        using (var connection = UnixConnection.Open(host.SocketPath, Patience))
        {
            connection.Send("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: domar-streams\r\n\r\n"u8);
            Assert.AreEqual(101, connection.Reader.Read().Status);
            var socket = connection.TakeSocket();
            await socket.SendAsync(Enumerable.Repeat((byte)0xc1, 4096).ToArray(), Cancel);
            try
            {
                while (await socket.ReceiveAsync(new byte[100], Cancel) > 0)
                {
                    // until the server hangs up
                }
            }
            catch (SocketException e)
            {
                Assert.AreEqual(SocketError.ConnectionReset, e.SocketErrorCode);
            }
        }

        await using var client = StreamClient.Connect(host.SocketPath, Patience);
        await client.OpenAsync("console/qemu/100", Cancel);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task ControlChannel_RefusesWhatIsNoRequest_AndAnEndlessLine()
    {
        await using var host = await ConsoleHost.StartAsync(Cancel);
        using var connection = UnixConnection.Open(host.SocketPath, Patience);
        connection.Send("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: domar-streams\r\n\r\n"u8);
        Assert.AreEqual(101, connection.Reader.Read().Status);
        await using var streams = MultiplexingStream.Create(new NetworkStream(connection.TakeSocket()), StreamSession.CreateOptions());
        var control = streams.AcceptChannel(0);

        foreach (var line in (string[])["hello", "[]", "{}", """{"open":5}""", """{"open":null}""", ""])
        {
            await control.Output.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), Cancel);
            var answer = await StreamSession.ReadLineAsync(control.Input, Cancel);
            Assert.StartsWith("{\"error\":\"Th", Encoding.UTF8.GetString(answer!), line);
        }

        // Channels that a client offers by itself are not taken.
        await Assert.ThrowsAsync<Exception>(() => streams.OfferChannelAsync("console/qemu/100", Cancel));

        await control.Output.WriteAsync(new byte[5000], Cancel);
        await streams.Completion.WaitAsync(Cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.IsFalse(Cancel.IsCancellationRequested, "the daemon kept the connection");
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Command_TypesPipedInput_AndEndsAtTheAnswer()
    {
        await using var host = await ConsoleHost.StartAsync(Cancel);
        await host.Port.PrintAsync("Linux version 6\n/ # ", Cancel);
        await WaitForPastAsync(host, 20);
        var running = Task.Run(() => Run(host, "uname -a\n", "--after", "# ", "--until", "Linux", "--timeout", "30"), Cancel);

        Assert.AreEqual("uname -a\n", await host.Port.ReadAsync(9, Cancel));
        await host.Port.PrintAsync("Lin", Cancel);
        await host.Port.PrintAsync("ux domar 6.1\n", Cancel);

        var run = await running;
        Assert.AreEqual(ExitCode.Ok, run.Code, run.Error);
        Assert.StartsWith("Linux version 6\n/ # Lin", run.Out);
        Assert.AreEqual("", run.Error);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Command_Until_CountsThePast_WhereNothingIsPiped()
    {
        await using var host = await ConsoleHost.StartAsync(Cancel);
        await host.Port.PrintAsync("login: ", Cancel);
        await WaitForPastAsync(host, 7);

        Assert.AreEqual(ExitCode.Ok, Run(host, "", "--until", "login:").Code);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Command_Until_TimesOutWith4()
    {
        await using var host = await ConsoleHost.StartAsync(Cancel);

        var run = await Task.Run(() => Run(host, "", "--until", "login:", "--timeout", "0.3"), Cancel);

        Assert.AreEqual(ExitCode.Timeout, run.Code);
        Assert.AreEqual("'login:' did not appear within 0.3 s.\n", run.Error);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Command_ConsoleEnds_BeforeTheText_Fails()
    {
        await using var host = await ConsoleHost.StartAsync(Cancel);
        var running = Task.Run(() => Run(host, "", "--until", "login:"), Cancel);
        while (host.Hub.ViewerCount == 0)
        {
            await Task.Yield();
        }

        await host.Hub.DisposeAsync();

        var run = await running;
        Assert.AreEqual(ExitCode.Failed, run.Code, run.Out + "|" + run.Error);
        Assert.AreEqual("The console ended before 'login:' appeared.\n", run.Error);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Command_OnATerminal_LeavesAtTheKey()
    {
        await using var host = await ConsoleHost.StartAsync(Cancel);
        using var keyboard = new AnonymousPipeServerStream(PipeDirection.Out);
        using var input = new AnonymousPipeClientStream(PipeDirection.In, keyboard.ClientSafePipeHandle);
        var settings = new CliRun.Settings { SocketVariable = host.SocketPath, IsTerminal = true, InputStream = input };
        var running = Task.Run(() => CliRun.With(settings, "vm", "console", "100", "--port", "serial0"), Cancel);

        await keyboard.WriteAsync("ls\r"u8.ToArray(), Cancel);
        Assert.AreEqual("ls\r", await host.Port.ReadAsync(3, Cancel));
        await keyboard.WriteAsync("\u001dnever"u8.ToArray(), Cancel);

        var run = await running;
        await keyboard.DisposeAsync(); // first, so that the thread that reads the other end is not in the way of its disposal
        Assert.AreEqual(ExitCode.Ok, run.Code);
        Assert.AreEqual("Connected to serial0 of VM 100. Ctrl-] leaves.\n\nLeft the console of VM 100.\n", run.Error);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Command_Refused_PrintsTheReason()
    {
        await using var host = await ConsoleHost.StartAsync(Cancel);

        var run = await Task.Run(() => CliRun.With(new CliRun.Settings { SocketVariable = host.SocketPath }, "vm", "console", "101"), Cancel);

        Assert.AreEqual(ExitCode.Failed, run.Code);
        Assert.AreEqual("VM 101 has no serial port.\n", run.Error);
    }

    private static CliRun Run(ConsoleHost host, string input, params string[] options) =>
        CliRun.With(new CliRun.Settings { SocketVariable = host.SocketPath, Input = input }, ["vm", "console", "100", .. options]);

    private async Task WaitForPastAsync(ConsoleHost host, int count)
    {
        await using var viewer = host.Hub.OpenViewer();
        await viewer.ReadExactlyAsync(new byte[count], Cancel);
    }

    private async Task<string> ReadAsync(IDuplexPipe pipe, int count)
    {
        var read = await pipe.Input.ReadAtLeastAsync(count, Cancel);
        Assert.IsGreaterThanOrEqualTo(count, read.Buffer.Length, "the stream ended");
        var text = Encoding.ASCII.GetString(read.Buffer.Slice(0, count));
        pipe.Input.AdvanceTo(read.Buffer.GetPosition(count));
        return text;
    }
}
