using Domar.Runtime.Cli;

namespace Domar.Runtime.Tests.Cli;

[TestClass]
public sealed class CompletionTests
{
    private const string Cts = """{"data":[{"vmid":301,"status":"running"},{"vmid":302,"status":"stopped"}]}""";
    private const string Vms = """{"data":[{"vmid":100,"status":"running"},{"vmid":101,"status":"stopped"},{"vmid":200,"status":"stopped"}]}""";

    [TestMethod]
    [DataRow("domar v", "vm version")]
    [DataRow("domar vm st", "status start stop")]
    [DataRow("domar --json vm sus", "suspend")]
    [DataRow("domar nothing x", "")]
    [DataRow("domar vm list --r", "--running")]
    [DataRow("domar vm list --soc", "--socket")]
    [DataRow("domar vm create 100 --memo", "--memory")]
    [DataRow("domar vm create 100 --net30 virtio --net3", "--net3 --net30 --net31")]
    [DataRow("domar vm create 100 --onboot ", "0 1")]
    [DataRow("domar vm create 100 --bios ", "ovmf seabios")]
    [DataRow("domar daemon --log-level w", "warning")]
    [DataRow("domar vm start ", "101 200")]
    [DataRow("domar vm stop ", "100")]
    [DataRow("domar vm set 2", "200")]
    [DataRow("domar ct start ", "302")]
    [DataRow("domar ct exec ", "301")]
    [DataRow("domar ct exec 301 -- ", "")]
    [DataRow("domar ct show-", "show-security")]
    [DataRow("domar ct create 101 x --roo", "--rootfs")]
    [DataRow("domar ct create 101 x --scsi", "")]
    [DataRow("domar ct create 101 x --cmode ", "console shell tty")]
    [DataRow("domar ct create 101 x --storage ", "local tank")]
    [DataRow("domar storage content local --content vz", "vztmpl")]
    [DataRow("domar task list --vmid 10", "100 101")]
    [DataRow("domar task list --vmid 30", "301 302")]
    [DataRow("domar storage content l", "local")]
    [DataRow("domar task log UPID:n1:", "UPID:n1:x:")]
    [DataRow("domar vm list --socket /", "")]
    public void Offers(string line, string candidates)
    {
        using var api = new FakeApi().On("GET /nodes/localhost/qemu", Vms).On("GET /nodes/localhost/lxc", Cts).On("GET /nodes/localhost/storage", """{"data":[{"storage":"local"},{"storage":"tank"}]}""")
            .On("GET /nodes/localhost/tasks", """{"data":[{"upid":"UPID:n1:x:"}]}""");

        var run = CliRun.Of(api, "__complete", line);

        Assert.AreEqual(ExitCode.Ok, run.Code);
        Assert.AreEqual("", run.Error);
        CollectionAssert.AreEquivalent(candidates.Split(' ', StringSplitOptions.RemoveEmptyEntries), run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [TestMethod]
    public void NoDaemon_NoCandidates_NoMessage()
    {
        var run = CliRun.With(new CliRun.Settings { SocketVariable = "/nonexistent/api.sock" }, "__complete", "domar vm start ");

        Assert.AreEqual("", run.Out + run.Error);
        Assert.AreEqual(ExitCode.Ok, run.Code);
    }

    [TestMethod]
    public void SocketInTheLine_IsAsked()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/qemu", Vms);

        Assert.AreEqual("100\n", CliRun.Of(null, "__complete", $"domar --socket {api.SocketPath} vm stop ").Out);
    }
}
