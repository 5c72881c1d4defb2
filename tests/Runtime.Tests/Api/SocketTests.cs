using System.Net.Sockets;
using Domar.Runtime.Api;
using Domar.TestKit;

namespace Domar.Runtime.Tests.Api;

[TestClass]
public sealed class SocketTests
{
    [TestMethod]
    public async Task SocketOfLiveDaemon_IsNotTaken()
    {
        await using var server = await ApiTestServer.StartAsync();
        var error = Assert.ThrowsExactly<ApiSocketException>(() => ApiSocket.Claim(server.SocketPath, AccountFiles.Host));
        Assert.AreEqual(
            $"Cannot open the API socket '{server.SocketPath}': in use by another domar daemon (pid {Environment.ProcessId}). " +
                "Stop that one first, or start this one with another folder.",
            error.Message);
        Assert.AreEqual(200, (await server.GetAsync("version")).Status);
    }

    [TestMethod]
    public void SocketThatAnswers_IsNotTaken_EvenWithoutLock()
    {
        using var folder = new TempFolder();
        using var listener = Listen(folder["api.sock"]);
        listener.Listen();
        var error = Assert.ThrowsExactly<ApiSocketException>(() => ApiSocket.Claim(folder["api.sock"], AccountFiles.Host));
        Assert.Contains($"(pid {Environment.ProcessId})", error.Message);
        Assert.IsTrue(Path.Exists(folder["api.sock"]));
    }

    [TestMethod]
    public void StaleSocket_IsRemoved()
    {
        using var folder = new TempFolder();
        using var listener = Listen(folder["api.sock"]);

        // Bound but not listening refuses connections, as a socket does whose process has died.
        using var claim = ApiSocket.Claim(folder["api.sock"], AccountFiles.Host);
        Assert.IsFalse(Path.Exists(folder["api.sock"]));
    }

    [TestMethod]
    public void OrdinaryFile_IsLeftAlone()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["api.sock"], "mine");
        var error = Assert.ThrowsExactly<ApiSocketException>(() => ApiSocket.Claim(folder["api.sock"], AccountFiles.Host));
        Assert.Contains("no socket", error.Message);
        Assert.AreEqual("mine", File.ReadAllText(folder["api.sock"]));
    }

    [TestMethod]
    public void TooLongPath_IsRefused()
    {
        var error = Assert.ThrowsExactly<ApiSocketException>(() => ApiSocket.Claim("/" + new string('x', 107), AccountFiles.Host));
        Assert.Contains("107 bytes", error.Message);
    }

    [TestMethod]
    public void ClaimIsFree_AfterItsEnd()
    {
        using var folder = new TempFolder();
        ApiSocket.Claim(folder["run/api.sock"], AccountFiles.Host).Dispose();
        ApiSocket.Claim(folder["run/api.sock"], AccountFiles.Host).Dispose();
    }

    [TestMethod]
    public async Task Socket_IsClosedToOthers()
    {
        await using var server = await ApiTestServer.StartAsync();
        Assert.AreEqual("660", Convert.ToString((int)ModeOf(server.SocketPath), 8));
    }

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsLinux() ? File.GetUnixFileMode(path) : UnixFileMode.None;
}
