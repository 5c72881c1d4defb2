using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using Domar.HostTools.Dns;

namespace Domar.HostTools.Tests.Dns;

[TestClass]
public sealed class DnsTextTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Query_IsThatOfRfc1035()
    {
        var query = DnsTextMessage.WriteQuery(0x1234, "a.example.");

        Assert.AreEqual("123401000001000000000001" + "0161076578616d706c6500" + "00100001" + "00002904d0000000000000", Convert.ToHexStringLower(query));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a..b")]
    [DataRow("ä.example")]
    [DataRow("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example")]
    public void Query_OfNoName_IsRefused(string name) => Assert.ThrowsExactly<FormatException>(() => DnsTextMessage.WriteQuery(1, name));

    [TestMethod]
    public void Reply_HasTheFirstText_ItsPartsTogether_BehindAnAlias()
    {
        var alias = Record(5, [1, (byte)'b', 0]);
        var reply = Reply(1, "a.example", 0x8180, [alias, Record(16, Strings("http://", "x")), Record(16, Strings("other"))]);

        Assert.AreEqual(new DnsTextReply(0, false, "http://x"), DnsTextMessage.ReadReply(reply, 1));
    }

    [TestMethod]
    public void Reply_ToAnotherQuestion_IsRefused()
    {
        Assert.ThrowsExactly<FormatException>(() => DnsTextMessage.ReadReply(Reply(2, "a.example", 0x8180, []), 1));
        Assert.ThrowsExactly<FormatException>(() => DnsTextMessage.ReadReply(DnsTextMessage.WriteQuery(1, "a.example"), 1));
    }

    [TestMethod]
    public void Reply_OfAnyBytes_IsReadOrRefused() => Gen.Byte.Array[0, 80].Sample(static bytes =>
    {
        var reply = Reply(1, "a.example", 0x8180, [Record(16, Strings("abc"))]);
        foreach (var forged in (byte[][])[bytes, [.. reply[..12], .. bytes], [.. reply[..^Math.Min(bytes.Length, reply.Length)], .. bytes]])
        {
            try
            {
                DnsTextMessage.ReadReply(forged, 1);
            }
            catch (FormatException)
            {
            }
        }
    });

    [TestMethod]
    public void EveryCutReply_IsRefused()
    {
        var reply = Reply(1, "a.example", 0x8180, [Record(16, Strings("abc"))]);
        for (var length = 0; length < reply.Length; length++)
        {
            Assert.ThrowsExactly<FormatException>(() => DnsTextMessage.ReadReply(reply.AsSpan(0, length), 1), $"{length} bytes");
        }
    }

    [TestMethod]
    public async Task Text_IsLookedUp_AndForgedRepliesAreNotBelieved()
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var serving = ServeAsync();

        var text = await Client((IPEndPoint)server.LocalEndPoint!).LookUpAsync("a.example", TestContext.CancellationToken);

        Assert.AreEqual("right", text);
        await serving;

        async Task ServeAsync()
        {
            var buffer = new byte[512];
            var received = await server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), TestContext.CancellationToken);
            var id = (ushort)((buffer[0] << 8) | buffer[1]);
            await server.SendToAsync(Reply((ushort)(id + 1), "a.example", 0x8180, [Record(16, Strings("wrong"))]), received.RemoteEndPoint, TestContext.CancellationToken);
            await server.SendToAsync(Reply(id, "a.example", 0x8180, [Record(16, Strings("right"))]), received.RemoteEndPoint, TestContext.CancellationToken);
        }
    }

    [TestMethod]
    public async Task LongReply_ComesOverTcp()
    {
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using var tcp = new TcpListener(IPAddress.Loopback, 0);
        tcp.Start();
        var place = (IPEndPoint)tcp.LocalEndpoint;
        udp.Bind(place);
        var serving = ServeAsync();

        Assert.AreEqual(new string('x', 250), await Client(place).LookUpAsync("a.example", TestContext.CancellationToken));
        await serving;

        async Task ServeAsync()
        {
            var buffer = new byte[512];
            var received = await udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), TestContext.CancellationToken);
            var id = (ushort)((buffer[0] << 8) | buffer[1]);
            await udp.SendToAsync(Reply(id, "a.example", 0x8380, []), received.RemoteEndPoint, TestContext.CancellationToken);
            using var client = await tcp.AcceptTcpClientAsync(TestContext.CancellationToken);
            await client.GetStream().ReadExactlyAsync(buffer.AsMemory(0, received.ReceivedBytes + 2), TestContext.CancellationToken);
            var reply = Reply(id, "a.example", 0x8180, [Record(16, Strings(new string('x', 250)))]);
            await client.GetStream().WriteAsync(new byte[] { (byte)(reply.Length >> 8), (byte)reply.Length }.Concat(reply).ToArray(), TestContext.CancellationToken);
        }
    }

    [TestMethod]
    [DataRow(0x8183, null)] // NXDOMAIN
    [DataRow(0x8180, null)] // no record of this type
    public async Task NameWithoutText_IsNone(int flags, string? expected)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var serving = AnswerAsync(server, flags, times: 1);

        Assert.AreEqual(expected, await Client((IPEndPoint)server.LocalEndPoint!).LookUpAsync("a.example", TestContext.CancellationToken));
        await serving;
    }

    [TestMethod]
    public async Task ServerFailure_IsTold()
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var serving = AnswerAsync(server, 0x8182, times: 2);

        var exception = await Assert.ThrowsExactlyAsync<DnsException>(() => Client((IPEndPoint)server.LocalEndPoint!).LookUpAsync("a.example", TestContext.CancellationToken));

        Assert.AreEqual("Cannot look up the TXT record of 'a.example': 127.0.0.1 failed with code 2.", exception.Message);
        await serving;
    }

    [TestMethod]
    public async Task SilentServer_IsTold()
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var client = new DnsTextClient(() => [(IPEndPoint)server.LocalEndPoint!], TimeSpan.FromMilliseconds(50));

        var exception = await Assert.ThrowsExactlyAsync<DnsException>(() => client.LookUpAsync("a.example", TestContext.CancellationToken));

        Assert.AreEqual("Cannot look up the TXT record of 'a.example': 127.0.0.1 did not answer within 0.05 s.", exception.Message);
    }

    [TestMethod]
    public async Task NoServer_IsTold() => Assert.AreEqual(
        "Cannot look up the TXT record of 'a.example': there is no name server.",
        (await Assert.ThrowsExactlyAsync<DnsException>(() => new DnsTextClient(static () => [], Patience).LookUpAsync("a.example", TestContext.CancellationToken))).Message);

    [TestMethod]
    public void ResolvConf_HasServersAndDomains()
    {
        var conf = ResolvConf.Parse("# comment\nnameserver 127.0.0.53\nnameserver x\nnameserver fe80::1%2\noptions edns0 trust-ad\nsearch old.example\nsearch lab.example. .\n");

        CollectionAssert.AreEqual(new[] { IPAddress.Parse("127.0.0.53"), IPAddress.Parse("fe80::1%2") }, conf.Servers.ToArray());
        CollectionAssert.AreEqual(new[] { "lab.example" }, conf.SearchDomains.ToArray());
    }

    private static DnsTextClient Client(IPEndPoint server) => new(() => [server], Patience);

    private async Task AnswerAsync(Socket server, int flags, int times)
    {
        var buffer = new byte[512];
        for (var i = 0; i < times; i++)
        {
            var received = await server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), TestContext.CancellationToken);
            await server.SendToAsync(Reply((ushort)((buffer[0] << 8) | buffer[1]), "a.example", flags, []), received.RemoteEndPoint, TestContext.CancellationToken);
        }
    }

    private static byte[] Reply(ushort id, string name, int flags, byte[][] records)
    {
        var query = DnsTextMessage.WriteQuery(id, name);
        byte[] head = [query[0], query[1], (byte)(flags >> 8), (byte)flags, 0, 1, 0, (byte)records.Length, 0, 0, 0, 0];
        return [.. head, .. query[12..^11], .. records.SelectMany(static record => record)];
    }

    // Its name points to that of the question.
    private static byte[] Record(int type, byte[] data) => [0xC0, 12, 0, (byte)type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data];

    private static byte[] Strings(params string[] texts) => [.. texts.SelectMany(static text => Encoding.ASCII.GetBytes(text).Prepend((byte)text.Length))];
}
