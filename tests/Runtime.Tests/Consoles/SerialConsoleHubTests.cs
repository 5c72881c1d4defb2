using System.Text;
using Domar.Runtime.Consoles;
using Domar.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Domar.Runtime.Tests.Consoles;

[TestClass]
public sealed class SerialConsoleHubTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(30_000, CooperativeCancellation = true)]
    public async Task EveryViewer_SeesTheOutput_AndEveryInputGoesIn()
    {
        using var folder = new TempFolder();
        using var port = new FakeSerialPort(folder["s"]);
        await using var hub = SerialConsoleHub.Start(folder["s"], NullLogger.Instance);
        await port.AcceptAsync(Cancel);
        await using var first = hub.OpenViewer();
        await using var second = hub.OpenViewer();

        await port.PrintAsync("login: ", Cancel);
        Assert.AreEqual("login: ", await ReadAsync(first, 7));
        Assert.AreEqual("login: ", await ReadAsync(second, 7));

        await first.WriteAsync("root\n"u8.ToArray(), Cancel);
        Assert.AreEqual("root\n", await port.ReadAsync(5, Cancel));
        await second.WriteAsync("ls\n"u8.ToArray(), Cancel);
        Assert.AreEqual("ls\n", await port.ReadAsync(3, Cancel));
    }

    [TestMethod]
    [Timeout(30_000, CooperativeCancellation = true)]
    public async Task LateViewer_SeesTheLast32KiB_ThenWhatFollows()
    {
        using var folder = new TempFolder();
        using var port = new FakeSerialPort(folder["s"]);
        await using var hub = SerialConsoleHub.Start(folder["s"], NullLogger.Instance);
        await port.AcceptAsync(Cancel);
        var past = Pattern(100_000);
        await using var early = hub.OpenViewer();
        await port.PrintAsync(past, Cancel);
        await ReadAsync(early, past.Length);

        await using var late = hub.OpenViewer();
        await port.PrintAsync("now", Cancel);

        Assert.AreEqual(SerialConsoleHub.ReplayBytes, late.ReplayBytes);
        Assert.AreEqual(Encoding.ASCII.GetString(past[^SerialConsoleHub.ReplayBytes..]) + "now", await ReadAsync(late, SerialConsoleHub.ReplayBytes + 3));
    }

    [TestMethod]
    [Timeout(30_000, CooperativeCancellation = true)]
    public async Task SlowViewer_LosesOutput_IsToldHowMuch_AndHoldsNobodyUp()
    {
        using var folder = new TempFolder();
        using var port = new FakeSerialPort(folder["s"]);
        await using var hub = SerialConsoleHub.Start(folder["s"], NullLogger.Instance);
        await port.AcceptAsync(Cancel);
        await using var slow = hub.OpenViewer();
        await using var fast = hub.OpenViewer();
        var output = Pattern(1_000_000);

        for (var sent = 0; sent < output.Length; sent += 50_000)
        {
            await port.PrintAsync(output.AsMemory(sent, 50_000), Cancel);
            Assert.AreEqual(Encoding.ASCII.GetString(output.AsSpan(sent, 50_000)), await ReadAsync(fast, 50_000));
        }

        const int Kept = 256 * 1024;
        var notice = $"\r\n[domar: {output.Length - Kept} bytes lost]\r\n";
        Assert.AreEqual(Encoding.ASCII.GetString(output[..Kept]) + notice, await ReadAsync(slow, Kept + notice.Length));
        await port.PrintAsync("on", Cancel);
        Assert.AreEqual("on", await ReadAsync(slow, 2));
    }

    [TestMethod]
    [Timeout(30_000, CooperativeCancellation = true)]
    public async Task PortThatComesLate_AndHangsUp_IsFoundAgain()
    {
        using var folder = new TempFolder();
        await using var hub = SerialConsoleHub.Start(folder["s"], NullLogger.Instance);
        await using var viewer = hub.OpenViewer();
        using var port = new FakeSerialPort(folder["s"]);
        await port.AcceptAsync(Cancel);
        await port.PrintAsync("one", Cancel);
        Assert.AreEqual("one", await ReadAsync(viewer, 3));

        port.HangUp();
        await port.AcceptAsync(Cancel);
        await port.PrintAsync("two", Cancel);

        Assert.AreEqual("two", await ReadAsync(viewer, 3));
        await viewer.WriteAsync("in"u8.ToArray(), Cancel);
        Assert.AreEqual("in", await port.ReadAsync(2, Cancel));
    }

    [TestMethod]
    [Timeout(30_000, CooperativeCancellation = true)]
    public async Task Input_WaitsForThePort()
    {
        using var folder = new TempFolder();
        await using var hub = SerialConsoleHub.Start(folder["s"], NullLogger.Instance);
        await using var viewer = hub.OpenViewer();
        var writing = viewer.WriteAsync("early"u8.ToArray(), Cancel);
        using var port = new FakeSerialPort(folder["s"]);
        await port.AcceptAsync(Cancel);

        await writing;
        Assert.AreEqual("early", await port.ReadAsync(5, Cancel));
    }

    [TestMethod]
    [Timeout(30_000, CooperativeCancellation = true)]
    public async Task Disposed_ViewersReadWhatTheyHave_ThenTheEnd()
    {
        using var folder = new TempFolder();
        using var port = new FakeSerialPort(folder["s"]);
        var hub = SerialConsoleHub.Start(folder["s"], NullLogger.Instance);
        await port.AcceptAsync(Cancel);
        await using var viewer = hub.OpenViewer();
        await using var other = hub.OpenViewer();
        await port.PrintAsync("bye", Cancel);
        await ReadAsync(other, 3);
        var waiting = other.ReadAsync(new byte[1], Cancel);

        await hub.DisposeAsync();

        Assert.AreEqual("bye", await ReadAsync(viewer, 3));
        Assert.AreEqual(0, await viewer.ReadAsync(new byte[1], Cancel));
        Assert.AreEqual(0, await waiting);
        await Assert.ThrowsExactlyAsync<IOException>(async () => await viewer.WriteAsync("x"u8.ToArray(), Cancel));
        Assert.AreEqual(0, hub.ViewerCount);
    }

    [TestMethod]
    [Timeout(30_000, CooperativeCancellation = true)]
    public async Task ViewerThatLeaves_IsForgotten()
    {
        using var folder = new TempFolder();
        await using var hub = SerialConsoleHub.Start(folder["s"], NullLogger.Instance);
        var viewer = hub.OpenViewer();
        Assert.AreEqual(1, hub.ViewerCount);

        await viewer.DisposeAsync();

        Assert.AreEqual(0, hub.ViewerCount);
    }

    // The heap is the whole process's: other tests would be measured too.
    [TestMethod]
    [DoNotParallelize]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task HundredSilentHubs_NeedLittleMemory()
    {
        using var folder = new TempFolder();
        const int Count = 100;
        var ports = Enumerable.Range(0, Count).Select(i => new FakeSerialPort(folder[$"s{i}"])).ToArray();
        await Measure(1); // loads code and static data
        var perHub = await Measure(Count);
        foreach (var port in ports)
        {
            port.Dispose();
        }

        Assert.IsLessThan(20 * 1024L, perHub);

        async Task<long> Measure(int count)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var hubs = new List<SerialConsoleHub>();
            for (var i = 0; i < count; i++)
            {
                hubs.Add(SerialConsoleHub.Start(folder[$"s{i}"], NullLogger.Instance));
                await ports[i].AcceptAsync(Cancel);
            }

            var after = GC.GetTotalMemory(forceFullCollection: true);
            foreach (var hub in hubs)
            {
                await hub.DisposeAsync();
            }

            return (after - before) / count;
        }
    }

    private async Task<string> ReadAsync(Stream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, Cancel);
        return Encoding.ASCII.GetString(bytes);
    }

    private static byte[] Pattern(int size)
    {
        var bytes = new byte[size];
        for (var i = 0; i < size; i++)
        {
            bytes[i] = (byte)('0' + (i * 7 / 3 % 64));
        }

        return bytes;
    }
}
