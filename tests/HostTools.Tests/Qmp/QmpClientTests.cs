using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Domar.HostTools.Qmp;
using Domar.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace Domar.HostTools.Tests.Qmp;

[TestClass]
public sealed class QmpClientTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private FakeQmpServer? _server;
    private QmpClient? _client;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    private string Path => _folder["qmp"];

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    [TestMethod]
    public async Task Connect_ReadsTheGreeting()
    {
        var (client, _) = await ConnectAsync();

        Assert.AreEqual(new Version(7, 2, 22), client.Greeting.Version);
        Assert.AreEqual("Debian 1:7.2", client.Greeting.Package);
        CollectionAssert.AreEqual(new[] { "oob" }, client.Greeting.Capabilities.ToArray());
    }

    [TestMethod]
    public async Task Connect_WaitsForASocketThatIsNotThereYet()
    {
        var connecting = QmpClient.ConnectAsync(Path, QmpOptions.Default, Token);
        Assert.IsFalse(connecting.IsCompleted);

        _server = new FakeQmpServer(Path).Serve();

        _client = await connecting;
    }

    [TestMethod]
    public async Task Connect_NoSocket_EndsAtTheDeadline()
    {
        var exception = await Assert.ThrowsExactlyAsync<QmpTimeoutException>(() =>
            QmpClient.ConnectAsync(Path, new QmpOptions { ConnectTimeout = TimeSpan.FromMilliseconds(30) }, Token));

        StringAssert.Contains(exception.Message, $"{Path} did not accept a connection within 0.03 s");
    }

    [TestMethod]
    public async Task Connect_SilentPeer_EndsAtTheDeadline()
    {
        _server = new FakeQmpServer(Path).Serve(greeting: null);

        var exception = await Assert.ThrowsExactlyAsync<QmpTimeoutException>(() =>
            QmpClient.ConnectAsync(Path, new QmpOptions { ConnectTimeout = TimeSpan.FromMilliseconds(50) }, Token));

        StringAssert.Contains(exception.Message, "sent no greeting within 0.05 s");
    }

    [TestMethod]
    public async Task Connect_PeerThatHangsUp_IsClosed()
    {
        _server = new FakeQmpServer(Path).Serve();
        _server.Answer("qmp_capabilities", "!");
        var connecting = QmpClient.ConnectAsync(Path, QmpOptions.Default, Token);
        await _server.DisposeAsync();

        await Assert.ThrowsAsync<QmpException>(() => connecting);
    }

    [TestMethod]
    public async Task Connect_TooLongPath_SaysSo()
    {
        var exception = await Assert.ThrowsExactlyAsync<ArgumentException>(() => QmpClient.ConnectAsync("/" + new string('a', 107), QmpOptions.Default, Token));

        StringAssert.Contains(exception.Message, "at most 107 bytes");
    }

    [TestMethod]
    public async Task Execute_SendsArguments_AndReturnsTheResult()
    {
        var (client, server) = await ConnectAsync();

        var running = client.ExecuteAsync("device_del", new JsonObject { ["id"] = "näme\"" }, cancellationToken: Token);
        var command = await server.Commands.ReadAsync(Token);
        await server.SendAsync($$"""{"return": {"a": [1, 2]}, "id": {{command.Id}}}""");

        Assert.AreEqual("näme\"", JsonNode.Parse(command.Arguments!)!["id"]!.GetValue<string>());
        Assert.AreEqual(2, (await running).GetProperty("a")[1].GetInt32());
    }

    [TestMethod]
    public async Task ExecuteRaw_SendsTheGivenText()
    {
        var (client, server) = await ConnectAsync();

        var running = client.ExecuteRawAsync("x", """{"a":1e3}"""u8.ToArray(), cancellationToken: Token);
        var command = await server.Commands.ReadAsync(Token);
        await server.SendAsync($$"""{"return": {}, "id": {{command.Id}}}""");

        Assert.AreEqual("""{"a":1e3}""", command.Arguments);
        Assert.AreEqual("{}", (await running).GetRawText());
    }

    [TestMethod]
    public async Task ExecuteRaw_NotJson_SendsNothing()
    {
        var (client, server) = await ConnectAsync();

        await Assert.ThrowsAsync<JsonException>(() => client.ExecuteRawAsync("x", "{"u8.ToArray(), cancellationToken: Token));

        var running = client.ExecuteAsync("y", cancellationToken: Token);
        var command = await server.Commands.ReadAsync(Token);
        await server.SendAsync($$"""{"return": {}, "id": {{command.Id}}}""");
        await running;
        Assert.AreEqual("y", command.Name);
    }

    [TestMethod]
    public async Task Replies_AreMatchedById_InAnyOrder()
    {
        var (client, server) = await ConnectAsync();
        var running = Enumerable.Range(0, 200).Select(number => client.ExecuteAsync($"c{number}", cancellationToken: Token)).ToArray();
        var commands = new List<FakeQmpCommand>();
        while (commands.Count < running.Length)
        {
            commands.Add(await server.Commands.ReadAsync(Token));
        }

        foreach (var command in commands.AsEnumerable().Reverse())
        {
            await server.SendAsync($$"""{"id": {{command.Id}}, "return": "{{command.Name}}"}""");
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 200).Select(number => $"c{number}").ToArray(), (await Task.WhenAll(running)).Select(value => value.GetString()).ToArray());
    }

    [TestMethod]
    public async Task Refusal_CarriesClassAndDescription()
    {
        var (client, server) = await ConnectAsync();
        server.Answer("device_del", """{"error": {"class": "DeviceNotFound", "desc": "Device 'x' not found"}}""");

        var exception = await Assert.ThrowsExactlyAsync<QmpErrorException>(() => client.ExecuteAsync("device_del", cancellationToken: Token));

        Assert.AreEqual("DeviceNotFound", exception.ErrorClass);
        Assert.AreEqual("QEMU refused 'device_del': Device 'x' not found", exception.Message);
    }

    [TestMethod]
    public async Task Deadline_FailsTheCall_AndTheConnectionStays()
    {
        var (client, server) = await ConnectAsync(new QmpOptions { Time = _time });
        var running = client.ExecuteAsync("slow", timeout: TimeSpan.FromSeconds(2), cancellationToken: Token);
        var command = await server.Commands.ReadAsync(Token);

        _time.Advance(TimeSpan.FromSeconds(3));

        var exception = await Assert.ThrowsExactlyAsync<QmpTimeoutException>(() => running);
        Assert.AreEqual("QEMU did not answer 'slow' within 2 s.", exception.Message);
        await server.SendAsync($$"""{"return": {}, "id": {{command.Id}}}""");
        server.Answer("next", """{"return": 1}""");
        Assert.AreEqual(1, (await client.ExecuteAsync("next", cancellationToken: Token)).GetInt32(), "The late answer is nobody's.");
    }

    [TestMethod]
    public async Task Cancel_FailsTheCall_AndTheConnectionStays()
    {
        var (client, server) = await ConnectAsync();
        using var cancel = new CancellationTokenSource();
        var running = client.ExecuteAsync("slow", cancellationToken: cancel.Token);
        await server.Commands.ReadAsync(Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => running);
        server.Answer("next", """{"return": 1}""");
        await client.ExecuteAsync("next", cancellationToken: Token);
    }

    [TestMethod]
    public async Task PeerCloses_AllCallsFail_AndItIsOver()
    {
        var (client, server) = await ConnectAsync();
        var running = new[] { client.ExecuteAsync("a", cancellationToken: Token), client.ExecuteAsync("b", cancellationToken: Token) };
        await server.Commands.ReadAsync(Token);
        await server.Commands.ReadAsync(Token);
        await server.SendAsync(Event("SHUTDOWN"));

        server.Close();

        foreach (var call in running)
        {
            await Assert.ThrowsExactlyAsync<QmpClosedException>(() => call);
        }

        await client.Completion.WaitAsync(Token);
        Assert.AreEqual("SHUTDOWN", (await client.Events.ReadAsync(Token)).Name);
        Assert.IsFalse(await client.Events.WaitToReadAsync(Token));
        var late = await Assert.ThrowsExactlyAsync<QmpClosedException>(() => client.ExecuteAsync("c", cancellationToken: Token));
        Assert.AreEqual("'c' was not sent: QEMU closed the connection.", late.Message);
    }

    [TestMethod]
    public async Task Dispose_FailsCallsUnderWay()
    {
        var (client, server) = await ConnectAsync();
        var running = client.ExecuteAsync("a", cancellationToken: Token);
        await server.Commands.ReadAsync(Token);

        await client.DisposeAsync();

        await Assert.ThrowsExactlyAsync<QmpClosedException>(() => running);
        Assert.IsTrue(client.Completion.IsCompletedSuccessfully);
    }

    [TestMethod]
    [DataRow("hello", "hello")]
    [DataRow("{\"return\": {}", "{\"return\"")]
    [DataRow("{\"what\": 1}", "neither a reply")]
    [DataRow("[]", "not an object")]
    [DataRow("{\"return\": {}} {}", "after a single JSON value")]
    [DataRow("{\"return\": {}, \"id\": \"x\"}", "not QMP")]
    [DataRow("{\"return\": {}}", "no command in particular")]
    [DataRow("{\"error\": {\"class\": \"GenericError\", \"desc\": \"JSON parse error\"}}", "JSON parse error")]
    [DataRow("{\"error\": 5, \"id\": 1}", "not QMP")]
    [DataRow("{\"return\": {}, \"id\": 99}", "command 99, which was never sent")]
    [DataRow("{\"event\": \"STOP\", \"timestamp\": {}}", "not QMP")]
    public async Task WhatIsNotQmp_EndsTheConnection_NamingIt(string line, string expected)
    {
        var (client, server) = await ConnectAsync();
        var running = client.ExecuteAsync("a", cancellationToken: Token);
        await server.Commands.ReadAsync(Token);

        await server.SendAsync(line);

        StringAssert.Contains((await Assert.ThrowsExactlyAsync<QmpProtocolException>(() => client.Completion.WaitAsync(Token))).Message, expected);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<QmpClosedException>(() => running)).Message, expected);
    }

    [TestMethod]
    public async Task OversizeMessage_EndsTheConnection()
    {
        var (client, server) = await ConnectAsync(new QmpOptions { MaxMessageBytes = 100_000 });

        await server.SendBytesAsync(Encoding.ASCII.GetBytes("{\"event\": \"" + new string('x', 200_000))).ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);

        var exception = await Assert.ThrowsExactlyAsync<QmpProtocolException>(() => client.Completion.WaitAsync(Token));
        Assert.AreEqual("QEMU sent a message longer than 100000 bytes.", exception.Message);
    }

    [TestMethod]
    public async Task LargeMessage_InPieces_IsRead()
    {
        var (client, server) = await ConnectAsync();
        var running = client.ExecuteAsync("a", timeout: TimeSpan.FromMinutes(1), cancellationToken: Token);
        var command = await server.Commands.ReadAsync(Token);
        var text = new string('y', 3_000_000);

        await server.SendAsync($$"""{"return": "{{text}}", "id": {{command.Id}}}""");

        Assert.AreEqual(text, (await running).GetString());
    }

    [TestMethod]
    public async Task Events_ComeInOrder_WithDataAndTime()
    {
        var (client, server) = await ConnectAsync();

        await server.SendAsync("""{"timestamp": {"seconds": 1700000000, "microseconds": 250000}, "event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-shutdown"}}""");
        await server.SendAsync("""{"timestamp": {"seconds": -1, "microseconds": -1}, "event": "STOP"}""");

        var first = await client.Events.ReadAsync(Token);
        var second = await client.Events.ReadAsync(Token);
        Assert.AreEqual("SHUTDOWN", first.Name);
        Assert.AreEqual("guest-shutdown", first.Data.GetProperty("reason").GetString());
        Assert.AreEqual(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250), first.Timestamp);
        Assert.AreEqual(("STOP", JsonValueKind.Undefined, DateTimeOffset.UnixEpoch), (second.Name, second.Data.ValueKind, second.Timestamp));
    }

    [TestMethod]
    public async Task ChattyEvents_MakeRoom_EssentialOnesStay()
    {
        var (client, server) = await ConnectAsync(new QmpOptions { EventCapacity = 3 });
        await server.SendAsync(Event("STOP"));
        for (var number = 0; number < 10; number++)
        {
            await server.SendAsync(Event($"CHATTY{number}"));
            await server.SendAsync(Event($"BLOCK_JOB_{number}"));
        }

        server.Close();
        await client.Completion.WaitAsync(Token);
        var names = await client.Events.ReadAllAsync(Token).Select(item => item.Name).ToArrayAsync(Token);

        var expected = new[] { "STOP" }.Concat(Enumerable.Range(0, 10).SelectMany(number => number < 7 ? new[] { $"BLOCK_JOB_{number}" } : [$"CHATTY{number}", $"BLOCK_JOB_{number}"]));
        CollectionAssert.AreEqual(expected.ToArray(), names);
        Assert.AreEqual(7, client.DroppedEvents);
        Assert.IsTrue(client.Events.Completion.IsCompletedSuccessfully);
    }

    [TestMethod]
    public async Task PeerThatDoesNotRead_FailsCallsByDeadlineOrFullQueue()
    {
        // Both ends of a pair; the far one greets, answers once, and reads no more.
        var (near, far) = await SocketPairAsync();
        await using var server = far;
        var attaching = QmpClient.AttachAsync(near, new QmpOptions { Time = _time }, Token);
        await server.WriteAsync(Encoding.UTF8.GetBytes(FakeQmpServer.Greeting + "\n"), Token);
        Assert.IsGreaterThan(0, await server.ReadAsync(new byte[1000], Token));
        await server.WriteAsync(Encoding.UTF8.GetBytes("""{"return": {}, "id": 1}""" + "\n"), Token);
        _client = await attaching;
        var argument = new JsonObject { ["x"] = new string('x', 3_000_000) };

        var running = Enumerable.Range(0, 4).Select(_ => _client.ExecuteAsync("big", argument, cancellationToken: Token)).ToArray();

        var refused = await Assert.ThrowsExactlyAsync<QmpTimeoutException>(() => running[3]);
        StringAssert.Contains(refused.Message, "QEMU has stopped reading its commands");
        _time.Advance(TimeSpan.FromSeconds(6));
        foreach (var call in running[..3])
        {
            await Assert.ThrowsExactlyAsync<QmpTimeoutException>(() => call);
        }
    }

    private async Task<(Stream Near, Stream Far)> SocketPairAsync()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path));
        listener.Listen(1);
        var near = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await near.ConnectAsync(new UnixDomainSocketEndPoint(Path), Token);
        return (new NetworkStream(near, ownsSocket: true), new NetworkStream(await listener.AcceptAsync(Token), ownsSocket: true));
    }

    private static string Event(string name) => $$"""{"timestamp": {"seconds": 1, "microseconds": 0}, "event": "{{name}}"}""";

    private async Task<(QmpClient Client, FakeQmpServer Server)> ConnectAsync(QmpOptions? options = null)
    {
        _server = new FakeQmpServer(Path).Serve();
        _client = await QmpClient.ConnectAsync(Path, options ?? QmpOptions.Default, Token);
        return (_client, _server);
    }
}
