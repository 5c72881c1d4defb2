using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Domar.HostTools.Web;
using Domar.TestKit.Web;

namespace Domar.HostTools.Tests.Web;

/// <summary>Against a server on loopback.</summary>
[TestClass]
public sealed class WebCallerTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Post_SendsJsonAndToken_AndGivesTheBody()
    {
        using var server = TinyWebServer.Answering(static _ => TinyWebServer.Ok("answer"));

        var body = await SendAsync(new WebCall(server.Url + "a?b=c") { Json = """{"x": "ä"}""", AuthToken = "name:secret" });

        Assert.AreEqual("answer", Encoding.UTF8.GetString(body));
        var request = server.Requests.Single();
        Assert.AreEqual(("POST", "/a?b=c", """{"x": "ä"}"""), (request.Method, request.Path, request.Body));
        Assert.AreEqual(("application/json; charset=utf-8", "Bearer name:secret"), (request.Headers["Content-Type"], request.Headers["Authorization"]));
    }

    [TestMethod]
    public async Task PinnedCertificate_IsRight_ThoughNobodySignedIt()
    {
        using var certificate = TinyWebServer.CreateCertificate();
        using var server = TinyWebServer.Answering(static _ => TinyWebServer.Ok("secret"), certificate);
        var digits = Convert.ToHexString(SHA256.HashData(certificate.RawData));

        foreach (var fingerprint in new[] { digits, digits.ToLowerInvariant(), string.Join(':', digits.Chunk(2).Select(static pair => new string(pair))) })
        {
            Assert.AreEqual("secret", Encoding.UTF8.GetString(await SendAsync(new WebCall(server.Url) { CertFingerprint = fingerprint })));
        }
    }

    [TestMethod]
    public async Task WrongFingerprint_IsRefused_AndNothingIsSent()
    {
        using var certificate = TinyWebServer.CreateCertificate();
        using var server = TinyWebServer.Answering(static _ => TinyWebServer.Ok("secret"), certificate);
        var wanted = string.Join(':', Enumerable.Repeat("AB", 32));

        var exception = await FailAsync(new WebCall(server.Url) { CertFingerprint = wanted.ToLowerInvariant(), Json = "{}", AuthToken = "secret" });

        Assert.IsFalse(exception.IsTemporary);
        StringAssert.StartsWith(exception.Message, $"Cannot send to '{server.Url}': the server's certificate has the SHA-256 ");
        StringAssert.Contains(exception.Message, $", and {wanted} is expected; correct the fingerprint, or somebody is between this machine and the server.");
        Assert.IsEmpty(server.Requests);
    }

    [TestMethod]
    public async Task CertificateOfNoAuthority_IsRefused_WithoutAFingerprint()
    {
        using var certificate = TinyWebServer.CreateCertificate();
        using var server = TinyWebServer.Answering(static _ => TinyWebServer.Ok("secret"), certificate);

        var exception = await FailAsync(new WebCall(server.Url));

        Assert.IsFalse(exception.IsTemporary);
        StringAssert.StartsWith(exception.Message, $"Cannot fetch '{server.Url}': the server's certificate is not trusted (");
        Assert.IsEmpty(server.Requests);
    }

    [TestMethod]
    public async Task PlainServer_BehindHttps_IsTold()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = AnswerPlainlyAsync();

        StringAssert.Contains((await FailAsync(new WebCall($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/"))).Message, ": no encrypted connection: ");
        await serving;

        async Task AnswerPlainlyAsync()
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.CancellationToken);
            await client.GetStream().ReadExactlyAsync(new byte[5], TestContext.CancellationToken);
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), TestContext.CancellationToken);
        }
    }

    [TestMethod]
    [DataRow("404 Not Found", false)]
    [DataRow("401 Unauthorized", false)]
    [DataRow("500 Internal Server Error", false)]
    [DataRow("502 Bad Gateway", true)]
    [DataRow("503 Service Unavailable", true)]
    [DataRow("429 Too Many Requests", true)]
    public async Task NoSuccess_IsTold_WithWhatTheServerSaid(string status, bool isTemporary)
    {
        using var server = TinyWebServer.Answering(_ => $"HTTP/1.1 {status}\r\nContent-Length: 22\r\n\r\nno such machine: S1\u001b[m");

        var exception = await FailAsync(new WebCall(server.Url) { Json = "{}" });

        Assert.AreEqual(($"Cannot send to '{server.Url}': the server answered {status}: 'no such machine: S1\\u001b[m'.", isTemporary), (exception.Message, exception.IsTemporary));
    }

    [TestMethod]
    public async Task Post_IsNotSentOn()
    {
        using var server = TinyWebServer.Answering(static _ => "HTTP/1.1 302 Found\r\nLocation: https://other.example/\r\nContent-Length: 0\r\n\r\n");

        var exception = await FailAsync(new WebCall(server.Url) { Json = "{}" });

        Assert.AreEqual($"Cannot send to '{server.Url}': the server answered 302 Found and sends on to 'https://other.example/'; give that URL itself.", exception.Message);
    }

    [TestMethod]
    public async Task Get_FollowsRedirects_WithoutTheToken_ButNotForEver()
    {
        using var server = TinyWebServer.Answering(static request => request.Path switch
        {
            "/a" => "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "/b" => TinyWebServer.Ok("program"),
            _ => "HTTP/1.1 302 Found\r\nLocation: /ring\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        });

        Assert.AreEqual("program", Encoding.UTF8.GetString(await SendAsync(new WebCall(server.Url + "a") { AuthToken = "secret" })));
        Assert.IsFalse(server.Requests[^1].Headers.ContainsKey("Authorization"));
        StringAssert.Contains((await FailAsync(new WebCall(server.Url + "ring"))).Message, "the server answered 302 Found and sends on to '/ring'");
    }

    [TestMethod]
    [DataRow("Content-Length: 2000000\r\n", "the answer has 2000000 bytes, and at most 1048576 are taken")]
    [DataRow("", "the answer has more than the 1048576 bytes that are taken")]
    public async Task HugeBody_IsRefused(string header, string expected)
    {
        using var server = TinyWebServer.Writing(async (stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{header}Connection: close\r\n\r\n"), token);
            var block = new byte[64 * 1024];
            while (true)
            {
                await stream.WriteAsync(block, token); // until the client has enough
            }
        });

        var exception = await FailAsync(new WebCall(server.Url));

        Assert.AreEqual(($"Cannot fetch '{server.Url}': {expected}.", false), (exception.Message, exception.IsTemporary));
    }

    [TestMethod]
    public async Task BodyOfTheLargestSize_IsTaken()
    {
        using var server = TinyWebServer.Answering(static _ => TinyWebServer.Ok(new string('x', 1000)));

        Assert.HasCount(1000, await SendAsync(new WebCall(server.Url) { MaxBytes = 1000 }));
        StringAssert.Contains((await FailAsync(new WebCall(server.Url) { MaxBytes = 999 })).Message, "the answer has 1000 bytes, and at most 999 are taken");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]
    public async Task SlowServer_IsGivenUp(string sentBefore)
    {
        using var server = TinyWebServer.Writing(async (stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(sentBefore), token);
            await Task.Delay(Timeout.Infinite, token);
        });

        var exception = await FailAsync(new WebCall(server.Url) { Timeout = TimeSpan.FromMilliseconds(300) });

        Assert.AreEqual(($"Cannot fetch '{server.Url}': the server did not give a whole answer within 0.3 s.", true), (exception.Message, exception.IsTemporary));
    }

    [TestMethod]
    public async Task BrokenAnswer_IsTold()
    {
        using var server = TinyWebServer.Answering(static _ => "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");

        var exception = await FailAsync(new WebCall(server.Url));

        Assert.IsTrue(exception.IsTemporary);
        StringAssert.StartsWith(exception.Message, $"Cannot fetch '{server.Url}': the answer broke off: ");
    }

    [TestMethod]
    public async Task NoServer_IsTold()
    {
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // and does not listen
        var url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndPoint!).Port}/";

        var exception = await FailAsync(new WebCall(url));

        Assert.AreEqual(($"Cannot fetch '{url}': no connection: Connection refused.", true), (exception.Message, exception.IsTemporary));
    }

    [TestMethod]
    [DataRow("ftp://a/")]
    [DataRow("a")]
    public async Task OtherUrls_AreRefused(string url) => Assert.AreEqual(
        $"Cannot fetch '{url}': it is no URL of a web server; begin it with https:// or http://.", (await FailAsync(new WebCall(url))).Message);

    [TestMethod]
    public async Task Cancelling_Cancels()
    {
        using var server = TinyWebServer.Writing(static (_, token) => Task.Delay(Timeout.Infinite, token));
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAsync<OperationCanceledException>(() => new WebCaller().SendAsync(new WebCall(server.Url), stop.Token));
    }

    private Task<byte[]> SendAsync(WebCall call) => new WebCaller().SendAsync(call, TestContext.CancellationToken);

    private Task<WebCallException> FailAsync(WebCall call) => Assert.ThrowsExactlyAsync<WebCallException>(() => SendAsync(call));
}
