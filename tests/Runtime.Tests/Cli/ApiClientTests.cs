using System.Diagnostics;
using System.Text;
using Domar.Runtime.Cli;
using Domar.Runtime.Cli.Http;
using Domar.TestKit;

namespace Domar.Runtime.Tests.Cli;

[TestClass]
public sealed class ApiClientTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [TestMethod]
    public void KeptConnection_ClosedByDaemon_ReadIsAskedAgain()
    {
        using var api = new FakeApi { ClosesSilently = true };
        api.On("GET /version", """{"data":1}""");
        using var client = new ApiClient(api.SocketPath, Long);

        client.Get("/version").Dispose();
        using var second = client.Get("/version");

        Assert.AreEqual("1", second.Data.GetRawText());
        Assert.HasCount(2, api.Requests);
    }

    [TestMethod]
    public void KeptConnection_ClosedByDaemon_ChangeIsNotAskedAgain()
    {
        using var api = new FakeApi { ClosesSilently = true };
        api.On("GET /version", """{"data":1}""").On("POST /x", """{"data":1}""");
        using var client = new ApiClient(api.SocketPath, Long);
        client.Get("/version").Dispose();

        var e = Assert.ThrowsExactly<CliException>(() => client.Call("POST", "/x"));

        Assert.AreEqual(ExitCode.Unreachable, e.ExitCode);
    }

    [TestMethod]
    public void SilentDaemon_TimesOut()
    {
        using var api = new FakeApi();
        api.OnRaw("GET /version");
        using var client = new ApiClient(api.SocketPath, TimeSpan.FromMilliseconds(50));

        var e = Assert.ThrowsExactly<CliException>(() => client.Get("/version"));

        Assert.AreEqual(ExitCode.Timeout, e.ExitCode);
        Assert.Contains("has not answered within 0.05 s", e.Message);
    }

    [TestMethod]
    public void Cancelled_WhileWaiting_EndsAtOnce()
    {
        using var api = new FakeApi();
        api.OnRaw("GET /version");
        using var client = new ApiClient(api.SocketPath, Long);
        using var cancel = new CancellationTokenSource();
        cancel.CancelAfter(50);
        var started = Stopwatch.GetTimestamp();

        Assert.ThrowsExactly<OperationCanceledException>(() => client.Get("/version", cancellationToken: cancel.Token));

        Assert.IsLessThan(10, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    [TestMethod]
    public void DaemonThatDiesInTheMiddle_IsReported()
    {
        using var api = new FakeApi { ClosesSilently = true };
        api.OnRaw("GET /version", Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"));
        using var client = new ApiClient(api.SocketPath, Long);

        var e = Assert.ThrowsExactly<CliException>(() => client.Get("/version"));

        Assert.AreEqual(ExitCode.Unreachable, e.ExitCode);
        Assert.Contains("the connection ended after 1 of 100 bytes", e.Message);
    }

    [TestMethod]
    [DataRow("""{"data":""")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("")]
    public void Rejects_AnswerWithoutEnvelope(string json)
    {
        using var api = new FakeApi();
        api.On("GET /version", json);
        using var client = new ApiClient(api.SocketPath, Long);

        var e = Assert.ThrowsExactly<CliException>(() => client.Get("/version"));

        Assert.AreEqual(ExitCode.Failed, e.ExitCode);
        Assert.StartsWith("The daemon's answer to GET /version cannot be read", e.Message);
    }

    [TestMethod]
    public void NoSocket_SaysWhatToDo()
    {
        using var folder = new TempFolder();
        using var client = new ApiClient(folder["none.sock"], Long);

        var e = Assert.ThrowsExactly<CliException>(() => client.Get("/version"));

        Assert.AreEqual(
            $"No domar daemon answers at {folder["none.sock"]} (no such socket). " +
            "Start it with 'domar daemon --standalone DIR' or name its socket with --socket or DOMAR_SOCKET.",
            e.Message);
        Assert.AreEqual(ExitCode.Unreachable, e.ExitCode);
    }

    [TestMethod]
    public void DeadSocket_SaysConnectionRefused()
    {
        using var folder = new TempFolder();
        using (var listener = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0))
        {
            listener.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(folder["dead.sock"]));
            File.Move(folder["dead.sock"], folder["kept.sock"]); // .NET removes the file that it has bound
        }

        using var client = new ApiClient(folder["kept.sock"], Long);

        Assert.Contains("(connection refused)", Assert.ThrowsExactly<CliException>(() => client.Get("/version")).Message);
    }

    [TestMethod]
    public void PathTooLong_IsSaid()
    {
        using var client = new ApiClient("/" + new string('x', 200), Long);

        Assert.Contains("too long for a socket", Assert.ThrowsExactly<CliException>(() => client.Get("/version")).Message);
    }

    [TestMethod]
    public void Parameters_AreEscaped()
    {
        using var api = new FakeApi();
        api.On("POST /x", """{"data":null}""");
        using var client = new ApiClient(api.SocketPath, Long);

        client.Call("POST", "/x", new FormData().Add("a", "b&c=d e\n+ü").Add("a", "2").Add("n", (string?)null).AddFlag("f", true).AddFlag("g", false)).Dispose();

        Assert.AreEqual("POST /x a=b%26c%3Dd%20e%0A%2B%C3%BC&a=2&f=1", api.Requests[0]);
    }
}
