using System.Diagnostics;
using Domar.Runtime.Api;
using Domar.TestKit;

namespace Domar.Runtime.Tests.Api;

[TestClass]
public sealed class PeerTests
{
    [TestMethod]
    public async Task OwnUser_IsLetIn_UnderItsName()
    {
        await using var server = await ApiTestServer.StartAsync();
        server.Vms.Guests.Add(FakeVmService.Vm(100));
        await server.PostAsync("nodes/testnode/qemu/100/status/start");
        Assert.AreEqual($"qmstart 100 {Environment.UserName}@pam", server.Vms.Calls.Single());
    }

    [TestMethod]
    public async Task Stranger_IsRefused()
    {
        using var accounts = new Accounts("ana:x:65534:65534::/:/bin/sh\n", "domar:x:4711:\n");
        await using var server = await ApiTestServer.StartAsync(accounts.Files);
        var answer = await CurlAsync(server, "--clear-groups");
        Assert.StartsWith("HTTP/1.1 403 Permission denied: ana@pam is neither root nor in the group 'domar'.", answer);
        Assert.ContainsSingle(server.LogLines.Where(line => line.Contains("Refused ana@pam", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("--groups=4711")]
    [DataRow("--groups=1,2,3,4711,5000")]
    public async Task MemberOfTheGroup_IsLetIn(string groups)
    {
        using var accounts = new Accounts("ana:x:65534:65534::/:/bin/sh\n", "other:x:1:\ndomar:x:4711:\n");
        await using var server = await ApiTestServer.StartAsync(accounts.Files);
        Assert.StartsWith("HTTP/1.1 200 OK", await CurlAsync(server, groups));
    }

    [TestMethod]
    public void Accounts_AreReadLeniently()
    {
        using var accounts = new Accounts("broken\n\nana:x:1000:1000::/:/bin/sh\nx:y:notanumber:\n", "domar:x:4711:ana\n");
        Assert.AreEqual("ana", accounts.Files.FindUserName(1000));
        Assert.AreEqual("uid-1001", accounts.Files.FindUserName(1001));
        Assert.AreEqual("root", accounts.Files.FindUserName(0));
        Assert.AreEqual(4711u, accounts.Files.FindGroupId("domar"));
        Assert.IsNull(accounts.Files.FindGroupId("nobody"));
        Assert.AreEqual("uid-7", new AccountFiles("/nonexistent", "/nonexistent").FindUserName(7));
    }

    // Another user connects for real: the kernel's word is what is tested.
    private static async Task<string> CurlAsync(ApiTestServer server, string groups)
    {
        if (Environment.UserName != "root")
        {
            Assert.Inconclusive("SKIPPED: only root can become another user.");
        }

        OpenToAll(server);
        using var process = Process.Start(new ProcessStartInfo("setpriv")
        {
            ArgumentList =
            {
                "--reuid=65534", "--regid=65534", groups, "curl", "--silent", "--include", "--max-time", "30",
                "--unix-socket", server.SocketPath, "http://localhost/api2/json/version",
            },
            RedirectStandardOutput = true,
        })!;
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return answer;
    }

    private static void OpenToAll(ApiTestServer server)
    {
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(server.FolderPath, (UnixFileMode)0b111_101_101);
            File.SetUnixFileMode(server.SocketPath, (UnixFileMode)0b110_110_110);
        }
    }

    private sealed class Accounts : IDisposable
    {
        private readonly TempFolder _folder = new();

        public Accounts(string passwd, string group)
        {
            File.WriteAllText(_folder["passwd"], passwd);
            File.WriteAllText(_folder["group"], group);
            Files = new AccountFiles(_folder["passwd"], _folder["group"]);
        }

        public AccountFiles Files { get; }

        public void Dispose() => _folder.Dispose();
    }
}
