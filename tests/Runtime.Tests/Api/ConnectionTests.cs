using System.Net.Sockets;
using System.Text;
using Domar.Runtime.Api;
using Microsoft.AspNetCore.Http;

namespace Domar.Runtime.Tests.Api;

[TestClass]
public sealed class ConnectionTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task SlowClients_DelayNobody_AndAreCutOff()
    {
        await using var server = await ApiTestServer.StartAsync(headersTimeout: TimeSpan.FromSeconds(2));
        var slow = new List<NetworkStream>();
        for (var i = 0; i < 50; i++)
        {
            var stream = await server.ConnectAsync(TestContext.CancellationToken);
            await stream.WriteAsync("GET /api2/json/ver"u8.ToArray(), TestContext.CancellationToken);
            slow.Add(stream);
        }

        Assert.AreEqual(200, (await server.GetAsync("version")).Status);

        // The server's own deadline for headers ends them; the test waits for that end.
        var answer = await ReadToEndAsync(slow[0]);
        Assert.StartsWith("HTTP/1.1 408", answer);
        slow.ForEach(stream => stream.Dispose());
    }

    [TestMethod]
    [DataRow("nonsense\r\n\r\n", "HTTP/1.1 400")]
    [DataRow("GET /api2/json/version HTTP/1.1\r\n\r\n", "HTTP/1.1 400")]
    [DataRow("GET http://localhost/api2/json/version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 OK")]
    [DataRow("GET /api2/json/version?_dc=1 HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK")]
    [DataRow("GET /api2/json/nodes/%zz/qemu HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 400")]
    [DataRow("GET /api2/json//version/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 OK")]
    public async Task RawRequests_AreAnswered(string request, string expected)
    {
        await using var server = await ApiTestServer.StartAsync();
        await using var stream = await server.ConnectAsync(TestContext.CancellationToken);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.CancellationToken);
        Assert.StartsWith(expected, await ReadToEndAsync(stream));
    }

    [TestMethod]
    public async Task LongPath_IsNotEchoedWhole()
    {
        await using var server = await ApiTestServer.StartAsync();
        var answer = await server.GetAsync("x/" + new string('y', 5000));
        Assert.AreEqual(501, answer.Status);
        Assert.IsLessThan(250, answer.Message.Length);
    }

    [TestMethod]
    public async Task Streams_GoToTheirEndpoint()
    {
        var endpoint = new EchoEndpoint();
        await using var server = await ApiTestServer.StartAsync(streams: endpoint);
        await using var stream = await server.ConnectAsync(TestContext.CancellationToken);
        await stream.WriteAsync(
            "GET /domar/v1/streams HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: domar-streams\r\n\r\n"u8.ToArray(), TestContext.CancellationToken);
        await stream.WriteAsync("hello"u8.ToArray(), TestContext.CancellationToken);
        var answer = await ReadToEndAsync(stream);
        Assert.StartsWith("HTTP/1.1 101", answer);
        Assert.EndsWith("hello", answer);
    }

    [TestMethod]
    public async Task Streams_WithoutEndpoint_AreNotThere()
    {
        await using var server = await ApiTestServer.StartAsync();
        Assert.AreEqual(404, (await server.GetAsync("/domar/v1/streams")).Status);
    }

    private async Task<string> ReadToEndAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        return await reader.ReadToEndAsync(TestContext.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.CancellationToken);
    }

    private sealed class EchoEndpoint : IStreamEndpoint
    {
        public async Task HandleAsync(HttpContext context)
        {
            await using var stream = await context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpUpgradeFeature>()!.UpgradeAsync();
            var buffer = new byte[5];
            await stream.ReadExactlyAsync(buffer, context.RequestAborted);
            await stream.WriteAsync(buffer, context.RequestAborted);
        }
    }
}
