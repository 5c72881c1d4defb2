using Domar.Runtime.Cli;
using Domar.Runtime.Daemon;
using Domar.TestKit;

namespace Domar.Runtime.Tests.Cli;

[TestClass]
public sealed class OtherCommandTests
{
    private const string Upid = "UPID:n1:00000001:00000002:68D4B1C0:qmshutdown:100:root@pam:";
    private const string UpidPath = "/nodes/localhost/tasks/UPID%3An1%3A00000001%3A00000002%3A68D4B1C0%3Aqmshutdown%3A100%3Aroot%40pam%3A";

    private const string NodeStatus = """
        {"data":{"uptime":93784,"cpu":0.25,"loadavg":["0.10","0.20","0.30"],"memory":{"total":8589934592,"used":2147483648},"swap":{"total":0,"used":0},
        "rootfs":{"total":107374182400,"used":53687091200},"cpuinfo":{"cpus":8,"model":"Fast CPU"},"current-kernel":{"release":"6.12.1"},
        "domar":{"version":"0.1.0","node":"n1","accelerator":"tcg","accelerator-reason":"/dev/kvm runs no guest","qemu":"7.2.22","problems":["101.conf:3: memory: bad"]}}}
        """;

    private const string Storages = """
        {"data":[{"storage":"slow","type":"dir","enabled":0,"active":0,"content":"iso"},
        {"storage":"local","type":"dir","enabled":1,"active":1,"total":1073741824,"used":268435456,"avail":805306368,"content":"images,iso"}]}
        """;

    [TestMethod]
    public void Status_IsOneScreen()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/status", NodeStatus).On("GET /nodes/localhost/storage", Storages)
            .On("GET /nodes/localhost/qemu", """{"data":[{"vmid":101,"status":"stopped"},{"vmid":100,"name":"web","status":"running","qmpstatus":"running","mem":1048576,"cpu":0.5,"uptime":1}]}""");

        Assert.AreEqual("""
            Node n1, up 1d 02:03:04
              Version      domar 0.1.0
              Accelerator  tcg (/dev/kvm runs no guest)
              QEMU         7.2.22
              Kernel       6.12.1
              CPU          8 x Fast CPU, 25.0 % used
              Load         0.10, 0.20, 0.30
              Memory       2 GiB of 8 GiB used (25 %)
              System disk  50 GiB of 100 GiB used (50 %)
              ! 101.conf:3: memory: bad

            STORAGE  TYPE  STATUS       USED  AVAILABLE  TOTAL  USED %  CONTENT
            local    dir   active    256 MiB    768 MiB  1 GiB  25.0 %  images,iso
            slow     dir   disabled                                     iso

            1 of 2 VMs running
            VMID  NAME  STATE    MEMORY     CPU    UPTIME
             100  web   running   1 MiB  50.0 %  00:00:01

            """, CliRun.Of(api, "status").Out);
    }

    [TestMethod]
    public void Lists_PrintTables()
    {
        using var api = new FakeApi()
            .On("GET /nodes ", "").On("GET /nodes", """{"data":[{"node":"n1","status":"online","maxcpu":8,"cpu":0.5,"mem":1024,"maxmem":2048,"uptime":60}]}""")
            .On("GET /nodes/localhost/storage/local/content?content=images&vmid=100",
                """{"data":[{"volid":"local:100/vm-100-disk-0.qcow2","content":"images","format":"qcow2","size":1073741824,"used":196608,"vmid":100}]}""")
            .On("GET /nodes/localhost/tasks?limit=5&source=active&errors=1&typefilter=qmstart&vmid=100",
                $$"""{"data":[{"upid":"{{Upid}}","starttime":0,"endtime":3,"type":"qmshutdown","id":"100","user":"root@pam","status":"the guest did not shut down within 180 seconds, it may hang"}]}""");

        Assert.AreEqual("""
            NODE  STATUS  CPUS     CPU  MEMORY USED  MEMORY    UPTIME
            n1    online     8  50.0 %        1 KiB   2 KiB  00:01:00

            """, CliRun.Of(api, "node", "list").Out);
        Assert.AreEqual("""
            VOLUME                         CONTENT  FORMAT   SIZE     USED  VMID
            local:100/vm-100-disk-0.qcow2  images   qcow2   1 GiB  192 KiB   100

            """, CliRun.Of(api, "storage", "content", "local", "--vmid", "100", "--content", "images").Out);
        var tasks = CliRun.Of(api, "task", "list", "--limit", "5", "--running", "--errors", "--vmid", "100", "--type", "qmstart").Out;
        Assert.Contains("   3 s  qmshutdown  100  root@pam  the guest did not shut down within 180 second...  UPID:n1:", tasks.Replace("\n", " ", StringComparison.Ordinal));
    }

    [TestMethod]
    public void TaskFollow_PrintsTheLogAsItGrows()
    {
        using var api = new FakeApi()
            .On($"GET {UpidPath}/status", """{"data":{"status":"running"}}""", """{"data":{"status":"stopped","exitstatus":"OK"}}""")
            .On($"GET {UpidPath}/log?start=0", """{"data":[{"n":1,"t":"one"},{"n":2,"t":"two"}]}""")
            .On($"GET {UpidPath}/log?start=2", """{"data":[{"n":3,"t":"three"}]}""");

        var run = CliRun.Of(api, "task", "follow", Upid);

        Assert.AreEqual("one\ntwo\nthree\n", run.Out);
        Assert.AreEqual(ExitCode.Ok, run.Code);
    }

    [TestMethod]
    public void TaskFollow_FailedTask_Is1_TimeoutIs4()
    {
        using var api = new FakeApi().On($"GET {UpidPath}/log", """{"data":[]}""")
            .On($"GET {UpidPath}/status", """{"data":{"status":"stopped","exitstatus":"stopped by user"}}""");
        using var slow = new FakeApi().On($"GET {UpidPath}/log", """{"data":[]}""").On($"GET {UpidPath}/status", """{"data":{"status":"running"}}""");

        var failed = CliRun.Of(api, "task", "follow", Upid);
        var late = CliRun.Of(slow, "task", "follow", Upid, "--timeout", "0.05");

        Assert.AreEqual(ExitCode.Failed, failed.Code);
        Assert.AreEqual("The task failed: stopped by user\n", failed.Error);
        Assert.AreEqual(ExitCode.Timeout, late.Code);
        Assert.AreEqual($"The task has not ended within 0.05 s. It runs on; follow it with 'domar task follow {Upid}'.\n", late.Error);
    }

    [TestMethod]
    public void TaskLog_TaskStop_TaskStatus_AskTheirPaths()
    {
        using var api = new FakeApi().On($"GET {UpidPath}/log?start=0&limit=0", """{"data":[{"n":1,"t":"a\u001bb"}]}""").On($"DELETE {UpidPath}", """{"data":null}""")
            .On($"GET {UpidPath}/status", """{"data":{"status":"running","type":"qmshutdown","id":"100","user":"root@pam","progress":0.25}}""");

        Assert.AreEqual("a b\n", CliRun.Of(api, "task", "log", Upid).Out);
        Assert.AreEqual("The task was asked to stop.\n", CliRun.Of(api, "task", "stop", Upid).Out);
        Assert.Contains($"DELETE {UpidPath}", api.Requests);
        var status = CliRun.Of(api, "task", "status", Upid).Out;
        Assert.StartsWith($"Task qmshutdown 100: running\n  UPID      {Upid}\n", status);
        Assert.Contains("  Progress  25.0 %\n", status);
    }

    [TestMethod]
    public void TaskStop_OfAnEndedTask_SaysSo()
    {
        using var api = new FakeApi().On($"DELETE {UpidPath}", """{"data":null}""").On($"GET {UpidPath}/status", """{"data":{"status":"stopped","exitstatus":"OK"}}""");

        Assert.AreEqual("The task had ended already: OK\n", CliRun.Of(api, "task", "stop", Upid).Out);
    }

    [TestMethod]
    public void Api_SendsParameters_AndPrintsTheData()
    {
        using var api = new FakeApi().On("GET /version?a=1&a=2", """{"data":{"version":"9.2.3","list":[1]}}""").On("POST /x%20y a=b%3Dc", """{"data":"text"}""")
            .On("PUT /x", """{"data":null}""").On("DELETE /x?force=1", """{"data":null}""");

        Assert.AreEqual("{\n  \"version\": \"9.2.3\",\n  \"list\": [\n    1\n  ]\n}\n", CliRun.Of(api, "api", "get", "/version", "a=1", "a=2").Out);
        Assert.AreEqual("{\"version\":\"9.2.3\",\"list\":[1]}\n", CliRun.Of(api, "api", "get", "/version", "a=1", "a=2", "--json").Out);
        Assert.AreEqual("text\n", CliRun.Of(api, "api", "post", "/x y", "a=b=c").Out);
        Assert.AreEqual("null\n", CliRun.Of(api, "api", "put", "/x", "a=1").Out);
        Assert.AreEqual("null\n", CliRun.Of(api, "api", "delete", "/x", "force=1").Out);
    }

    [TestMethod]
    public void Report_PrintsItsText()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/report", """{"data":"== versions ==\ndomar 0.1.0"}""");

        Assert.AreEqual("== versions ==\ndomar 0.1.0\n", CliRun.Of(api, "report").Out);
    }

    [TestMethod]
    public void Version_AsksNoDaemon()
    {
        Assert.StartsWith("domar 0.", CliRun.Of(null, "version").Out);
        Assert.StartsWith("domar 0.", CliRun.Of(null, "--version").Out);
        Assert.StartsWith("{\"version\":\"0.", CliRun.Of(null, "version", "--json").Out);
    }

    [TestMethod]
    public void Daemon_IsGivenItsOptions()
    {
        DaemonOptions? given = null;
        var settings = new CliRun.Settings
        {
            RunDaemon = (options, _) =>
            {
                given = options;
                return Task.FromResult(7);
            },
        };

        Assert.AreEqual(7, CliRun.With(settings, "daemon", "--standalone", "./run", "--socket", "/s", "--node", "n", "--log-level", "debug").Code);
        Assert.AreEqual(new DaemonOptions("./run", "/s", "n", "debug"), given);
        CliRun.With(settings with { SocketVariable = "/elsewhere" }, "daemon");
        Assert.AreEqual(new DaemonOptions(null, null, null, null), given);
    }

    [TestMethod]
    public void ShowCommand_FromFiles_PrintsJson_AndErrors()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["100.conf"], "memory: x\n");
        File.WriteAllText(folder["storage.cfg"], "dir: local\n\tpath /var/lib/vz\n\tcontent images\n");
        File.WriteAllText(folder["host.json"], "{}");

        var bad = CliRun.Of(null, "vm", "showcmd", "--config", folder["100.conf"], "--storage", folder["storage.cfg"], "--host", folder["host.json"]);
        var none = CliRun.Of(null, "vm", "showcmd", "--config", folder["none"], "--storage", folder["storage.cfg"], "--host", folder["host.json"]);

        Assert.AreEqual(ExitCode.Failed, bad.Code);
        Assert.IsNotEmpty(bad.Error);
        Assert.AreEqual(ExitCode.Failed, none.Code);
        Assert.StartsWith($"Cannot read {folder["none"]}:", none.Error);
    }

    [TestMethod]
    public void ShowCommand_FromFiles_PlansAnExample()
    {
        var folder = SharedData.Require("pve", "vm-command");

        var run = CliRun.Of(
            null, "vm", "showcmd", "--config", Path.Combine(folder, "aio.conf"), "--storage", Path.Combine(folder, "storage.cfg"), "--host", Path.Combine(folder, "host.json"));

        Assert.AreEqual("", run.Error);
        Assert.StartsWith("[\"", run.Out);
        Assert.Contains(",\"-blockdev\",\"{\\\"", run.Out);
        Assert.EndsWith("\"]\n", run.Out);
    }
}
