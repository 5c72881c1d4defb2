using System.Text;
using Domar.Runtime.Cli;
using Domar.Runtime.Cli.Commands.Ct;
using Domar.TestKit;

namespace Domar.Runtime.Tests.Cli;

[TestClass]
public sealed class CtCommandTests
{
    private const string Upid = "UPID:n1:00000001:00000002:68D4B1C0:vzstart:101:root@pam:";
    private const string UpidPath = "/nodes/localhost/tasks/UPID%3An1%3A00000001%3A00000002%3A68D4B1C0%3Avzstart%3A101%3Aroot%40pam%3A";
    private const string Done = """{"data":{"status":"stopped","exitstatus":"OK"}}""";
    private const string Ct = "/nodes/localhost/lxc/101";

    [TestMethod]
    public void List_PrintsTable_AndRunningOnesAsJson()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/lxc", """
            {"data":[{"vmid":102,"name":"db","status":"stopped","maxmem":536870912,"cpus":2,"maxdisk":4294967296,"uptime":0,"template":1},
            {"vmid":101,"name":"web","status":"running","maxmem":268435456,"cpus":1,"maxdisk":8589934592,"uptime":61,"pid":4711,"domar":{"state":"stopping"}}]}
            """);

        Assert.AreEqual("""
            VMID  NAME  STATUS     MEMORY  CPUS   DISK    UPTIME   PID  NOTE
             101  web   stopping  256 MiB     1  8 GiB  00:01:01  4711
             102  db    stopped   512 MiB     2  4 GiB                  template

            """, CliRun.Of(api, "ct", "list").Out);
        Assert.StartsWith("[{\"vmid\":101,", CliRun.Of(api, "ct", "list", "--running", "--json").Out);
        CollectionAssert.AreEqual(new[] { "GET /nodes/localhost/lxc", "GET /nodes/localhost/lxc" }, api.Requests.ToArray());
    }

    [TestMethod]
    public void List_Empty_SaysWhatToDo()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/lxc", """{"data":[]}""");

        Assert.AreEqual("There are no containers. 'domar ct create --help' shows how to make one.\n", CliRun.Of(api, "ct", "list").Out);
        Assert.AreEqual("No container is running.\n", CliRun.Of(api, "ct", "list", "--running").Out);
    }

    [TestMethod]
    public void Status_PrintsFields_AndJsonUnchanged()
    {
        const string Data = """{"vmid":101,"name":"web","status":"running","pid":4711,"uptime":61,"cpus":1,"cpu":0.125,"maxmem":67108864,"mem":1048576,"maxswap":67108864,"swap":0,"maxdisk":8589934592,"disk":1073741824}""";
        using var api = new FakeApi().On($"GET {Ct}/status/current", $$"""{"data":{{Data}}}""");

        Assert.AreEqual(Data + "\n", CliRun.Of(api, "ct", "status", "101", "--json").Out);
        Assert.AreEqual("""
            CT 101 (web): running
              PID          4711
              Uptime       00:01:01
              CPUs         1, 12.5 % used
              Memory       64 MiB, 1 MiB used
              Swap         64 MiB, 0 B used
              Root volume  8 GiB, 1 GiB used

            """, CliRun.Of(api, "ct", "status", "101").Out);
    }

    [TestMethod]
    public void Create_SendsTemplateAndConfigKeys_AndWaits()
    {
        using var api = new FakeApi().On("POST /nodes/localhost/lxc", $$"""{"data":"{{Upid}}"}""").On($"GET {UpidPath}/status", Done);

        var run = CliRun.Of(api, "ct", "create", "101", "local:vztmpl/debian.tar.zst", "--rootfs", "local-lvm:8", "--hostname", "web",
            "--net0", "name=eth0,bridge=vmbr0,ip=dhcp", "--memory", "512", "--storage", "local-lvm", "--start");

        Assert.AreEqual(
            "POST /nodes/localhost/lxc vmid=101&ostemplate=local%3Avztmpl%2Fdebian.tar.zst&storage=local-lvm&rootfs=local-lvm%3A8&hostname=web" +
            "&net0=name%3Deth0%2Cbridge%3Dvmbr0%2Cip%3Ddhcp&memory=512&start=1",
            api.Requests[0]);
        Assert.AreEqual("CT 101 was created and started.\n", run.Out);
        Assert.AreEqual("", run.Error);
        Assert.AreEqual(ExitCode.Ok, run.Code);
    }

    [TestMethod]
    public void Create_ReadsPasswordFromStandardInput_AndKeysFromAFile()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["keys"], "ssh-ed25519 AAAA a\nssh-ed25519 BBBB b\n");
        using var api = new FakeApi().On("POST /nodes/localhost/lxc", $$"""{"data":"{{Upid}}"}""");

        var run = CliRun.With(new CliRun.Settings { Api = api, Input = "pass word\nrest" },
            "ct", "create", "101", "/root/a.tar.zst", "--password-stdin", "--ssh-public-keys", folder["keys"], "--detach");

        Assert.AreEqual(
            "POST /nodes/localhost/lxc vmid=101&ostemplate=%2Froot%2Fa.tar.zst&password=pass%20word&ssh-public-keys=ssh-ed25519%20AAAA%20a%0Assh-ed25519%20BBBB%20b%0A",
            api.Requests.Single());
        Assert.AreEqual(Upid + "\n", run.Out);
    }

    [TestMethod]
    [DataRow("ct create 101 a:vztmpl/b --password-stdin", "--password-stdin found no password", ExitCode.Usage)]
    [DataRow("ct create 101 a:vztmpl/b --ssh-public-keys /nonexistent/keys", "Cannot read /nonexistent/keys: ", ExitCode.Failed)]
    [DataRow("ct create 101 a:vztmpl/b --scsi0 local:8", "'domar ct create' has no option '--scsi0'.", ExitCode.Usage)]
    [DataRow("ct create 101 a:vztmpl/b --mp256 local:8,mp=/a", "'domar ct create' has no option '--mp256'. Did you mean '--mp", ExitCode.Usage)]
    [DataRow("ct create 101", "Required argument missing for command: 'create'.\n  Usage: domar ct create VMID TEMPLATE [options] [--KEY VALUE...]", ExitCode.Usage)]
    [DataRow("ct create web a:vztmpl/b", "'web' is no VMID", ExitCode.Usage)]
    [DataRow("ct set 101", "Say what to change, for example 'domar ct set 101 --memory 2048'.", ExitCode.Usage)]
    [DataRow("ct set 101 --detach --memory 64", "'domar ct set' has no option '--detach'.", ExitCode.Usage)]
    [DataRow("ct reset 101", "'domar ct' has no command 'reset'.", ExitCode.Usage)]
    [DataRow("ct start 101 --timeout 5", "'domar ct start' has no option '--timeout'.", ExitCode.Usage)]
    [DataRow("ct destroy 101", "CT 101 was not destroyed: nobody can be asked", ExitCode.Usage)]
    [DataRow("ct exec 101", "Required argument missing for command: 'exec'.\n  Usage: domar ct exec VMID [options] -- COMMAND...\n", ExitCode.Usage)]
    [DataRow("ct exec 101 --timeout 0 -- true", "--timeout is a whole number of seconds from 1 to 3600.", ExitCode.Usage)]
    [DataRow("ct exec 101 --timeout 3601 -- true", "--timeout is a whole number of seconds from 1 to 3600.", ExitCode.Usage)]
    [DataRow("ct exec 101 --timout 5 -- true", "'domar ct exec' has no option '--timout'. Did you mean '--timeout'?", ExitCode.Usage)]
    [DataRow("ct exec abc -- true", "'abc' is no VMID", ExitCode.Usage)]
    [DataRow("ct lxcconfig 99", "'99' is no VMID", ExitCode.Usage)]
    public void WrongCommandLine_IsSaid_AndNothingIsAsked(string line, string message, int code)
    {
        using var api = new FakeApi();

        var run = CliRun.Of(api, line.Split(' '));

        Assert.StartsWith(message, run.Error);
        Assert.AreEqual(code, run.Code);
        Assert.IsEmpty(api.Requests);
    }

    [TestMethod]
    public void Create_PasswordOnATerminal_IsRefused()
    {
        var run = CliRun.With(new CliRun.Settings { IsTerminal = true, Input = "secret\n" }, "ct", "create", "101", "a:vztmpl/b", "--password-stdin");

        Assert.AreEqual(ExitCode.Usage, run.Code);
        Assert.StartsWith("--password-stdin reads from a pipe or a file", run.Error);
    }

    [TestMethod]
    public void Create_Refused_PrintsMessageAndEachParameter()
    {
        using var api = new FakeApi().Refuse("POST /nodes/localhost/lxc", 400, "Parameter verification failed.",
            """{"data":null,"message":"Parameter verification failed.\n","errors":{"password":"value must be at least 5 characters long"}}""");

        var run = CliRun.With(new CliRun.Settings { Api = api, Input = "abc\n" }, "ct", "create", "101", "a:vztmpl/b", "--password-stdin");

        Assert.AreEqual(ExitCode.Failed, run.Code);
        Assert.AreEqual("Parameter verification failed.\n  password: value must be at least 5 characters long\n", run.Error);
    }

    [TestMethod]
    public void Set_PutsTheConfig()
    {
        using var api = new FakeApi().On($"PUT {Ct}/config", """{"data":null}""");

        var run = CliRun.Of(api, "ct", "set", "101", "--mp0", "local:1,mp=/srv", "--delete", "net1", "--revert", "memory", "--digest", "abc", "--skiplock");

        Assert.AreEqual($"PUT {Ct}/config mp0=local%3A1%2Cmp%3D%2Fsrv&delete=net1&revert=memory&digest=abc&skiplock=1", api.Requests.Single());
        Assert.AreEqual("CT 101 was changed.\n", run.Out);
    }

    [TestMethod]
    public void Config_PrintsLines_ThoseForLxcOneByOne()
    {
        using var api = new FakeApi().On($"GET {Ct}/config", """{"data":{"hostname":"web","digest":"abc","memory":512,"lxc":[["lxc.idmap","u 0 100000 65536"],["lxc.idmap","g 0 100000 65536"]]}}""");

        Assert.AreEqual("hostname: web\nlxc.idmap: u 0 100000 65536\nlxc.idmap: g 0 100000 65536\nmemory: 512\n", CliRun.Of(api, "ct", "config", "101").Out);
    }

    [TestMethod]
    public void Pending_ShowsOnlyWhatChanges()
    {
        using var api = new FakeApi().On($"GET {Ct}/pending", """{"data":[{"key":"hostname","value":"web"},{"key":"memory","value":"64","pending":"128"}]}""")
            .On("GET /nodes/localhost/lxc/102/pending", """{"data":[{"key":"hostname","value":"db"}]}""");

        Assert.AreEqual("""
            KEY     IN FORCE  AFTER RESTART
            memory  64        128

            """, CliRun.Of(api, "ct", "pending", "101").Out);
        Assert.AreEqual("CT 102 has no pending changes.\n", CliRun.Of(api, "ct", "pending", "102").Out);
    }

    [TestMethod]
    [DataRow("start", "--skiplock", "is running", "skiplock=1")]
    [DataRow("stop", "--overrule-shutdown --skiplock", "is stopped", "overrule-shutdown=1&skiplock=1")]
    [DataRow("shutdown", "--timeout 60 --force", "is shut down", "timeout=60&forceStop=1")]
    [DataRow("reboot", "--timeout 9", "was rebooted", "timeout=9")]
    public void Power_CallsItsMethod_AndSaysHowItWent(string verb, string options, string done, string parameters)
    {
        using var api = new FakeApi().On($"POST {Ct}/status/{verb}", $$"""{"data":"{{Upid}}"}""").On($"GET {UpidPath}/status", Done);

        var run = CliRun.Of(api, ["ct", verb, "101", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.AreEqual($"POST {Ct}/status/{verb} {parameters}", api.Requests[0]);
        Assert.AreEqual($"CT 101 {done}.\n", run.Out);
        Assert.AreEqual(ExitCode.Ok, run.Code);
    }

    [TestMethod]
    [DataRow("start", "Cannot start CT 101: no space")]
    [DataRow("shutdown", "Cannot shut down CT 101: no space")]
    public void Power_TaskFails_TellsReasonAndLog(string verb, string message)
    {
        using var api = new FakeApi().On($"POST {Ct}/status/{verb}", $$"""{"data":"{{Upid}}"}""")
            .On($"GET {UpidPath}/status", """{"data":{"status":"stopped","exitstatus":"no space"}}""");

        var run = CliRun.Of(api, "ct", verb, "101");

        Assert.AreEqual(ExitCode.Failed, run.Code);
        Assert.AreEqual($"{message}\n  Log: domar task log {Upid}\n", run.Error);
    }

    [TestMethod]
    public void Destroy_Asks_AndDeletes()
    {
        using var api = new FakeApi().On($"GET {Ct}/status/current", """{"data":{"name":"web"}}""").On($"DELETE {Ct}", """{"data":null}""");

        var run = CliRun.With(new CliRun.Settings { Api = api, IsTerminal = true, Input = "101\n" }, "ct", "destroy", "101", "--purge", "--force");

        Assert.AreEqual("CT 101 (web) and its volumes will be lost. Type 101 to destroy it: ", run.Error);
        Assert.AreEqual("CT 101 was destroyed.\n", run.Out);
        Assert.AreEqual($"DELETE {Ct}?purge=1&force=1", api.Requests[^1]);
    }

    [TestMethod]
    public void Exec_SendsWordsAndInput_PrintsBoth_AndEndsWithTheCommandsCode()
    {
        using var api = new FakeApi().On($"POST {Ct}/domar/exec", $$$"""{"data":{"exitcode":3,"stdout":"{{{Base64("out\u001b[1m")}}}","stderr":"{{{Base64("err\n")}}}"}}""");

        var run = CliRun.With(new CliRun.Settings { Api = api, Input = "in\0put" }, "ct", "exec", "101", "--timeout", "5", "--", "sh", "-c", "it's \"ä\"", "--json");

        Assert.AreEqual(
            $"POST {Ct}/domar/exec command={Uri.EscapeDataString("""["sh","-c","it's \"ä\"","--json"]""")}&input-data={Uri.EscapeDataString(Base64("in\0put"))}&timeout=5",
            api.Requests.Single());
        Assert.AreEqual("out\u001b[1m", run.Out);
        Assert.AreEqual("err\n", run.Error);
        Assert.AreEqual(3, run.Code);
    }

    [TestMethod]
    public void Exec_OnATerminal_ReadsNothing()
    {
        using var api = new FakeApi().On($"POST {Ct}/domar/exec", """{"data":{"exitcode":0,"stdout":"","stderr":""}}""");

        var run = CliRun.With(new CliRun.Settings { Api = api, IsTerminal = true, Input = "typed" }, "ct", "exec", "101", "true");

        Assert.AreEqual($"POST {Ct}/domar/exec command=%5B%22true%22%5D&timeout=30", api.Requests.Single());
        Assert.AreEqual("", run.Out + run.Error);
        Assert.AreEqual(ExitCode.Ok, run.Code);
    }

    [TestMethod]
    public void Exec_Json_PrintsTheAnswer_AndTheCodeIsDomars()
    {
        const string Data = """{"exitcode":3,"stdout":"b3V0","stderr":""}""";
        using var api = new FakeApi().On($"POST {Ct}/domar/exec", $$"""{"data":{{Data}}}""");

        var run = CliRun.Of(api, "ct", "exec", "101", "--json", "--", "false");

        Assert.AreEqual(Data + "\n", run.Out);
        Assert.AreEqual(ExitCode.Ok, run.Code);
    }

    [TestMethod]
    [DataRow(500, ExitCode.Failed)]
    [DataRow(504, ExitCode.Timeout)]
    public void Exec_Refused_SaysWhy(int status, int code)
    {
        using var api = new FakeApi().Refuse($"POST {Ct}/domar/exec", status, "No", """{"data":null,"message":"Cannot run a command in CT 101: it is not running.\n"}""");

        var run = CliRun.Of(api, "ct", "exec", "101", "--", "true");

        Assert.AreEqual("Cannot run a command in CT 101: it is not running.\n", run.Error);
        Assert.AreEqual(code, run.Code);
    }

    [TestMethod]
    [DataRow("""{"exitcode":0,"stdout":"%"}""")]
    [DataRow("""{"exitcode":0,"stdout":"","stderr":7}""")]
    [DataRow("""{"exitcode":256}""")]
    [DataRow("""{"stdout":""}""")]
    [DataRow("null")]
    public void Exec_AnswerThatCannotBeRead_IsNoSuccess(string data)
    {
        using var api = new FakeApi().On($"POST {Ct}/domar/exec", $$"""{"data":{{data}}}""");

        var run = CliRun.Of(api, "ct", "exec", "101", "--", "true");

        Assert.AreEqual(ExitCode.Failed, run.Code);
        Assert.StartsWith("The daemon's answer about the command in CT 101 cannot be read.", run.Error);
    }

    [TestMethod]
    [DataRow(CtExecCommand.MaxInputBytes, ExitCode.Ok)]
    [DataRow(CtExecCommand.MaxInputBytes + 1, ExitCode.Usage)]
    public void Exec_InputThatARequestCannotCarry_IsRefused(int length, int code)
    {
        using var api = new FakeApi().On($"POST {Ct}/domar/exec", """{"data":{"exitcode":0}}""");

        var run = CliRun.With(new CliRun.Settings { Api = api, InputStream = new MemoryStream(new byte[length]) }, "ct", "exec", "101", "--", "cat");

        Assert.AreEqual(code, run.Code, run.Error);
        Assert.HasCount(code == ExitCode.Ok ? 1 : 0, api.Requests);
    }

    [TestMethod]
    public void Exec_MayTakeLongerThanOtherAnswers_ByItsTimeout()
    {
        using var api = new FakeApi().OnRaw($"POST {Ct}/domar/exec");

        // No answer ever comes. The patience of other commands is nothing here: without the command's own second it would be over at once.
        var started = TimeProvider.System.GetTimestamp();
        var run = CliRun.With(new CliRun.Settings { Api = api, AnswerTimeout = TimeSpan.FromMilliseconds(1) }, "ct", "exec", "101", "--timeout", "1", "--", "sleep", "9");

        Assert.AreEqual(ExitCode.Timeout, run.Code);
        Assert.IsGreaterThan(0.9, TimeProvider.System.GetElapsedTime(started).TotalSeconds);
    }

    [TestMethod]
    public void Exec_Interrupted_SaysThatTheCommandMayRunOn()
    {
        using var api = new FakeApi().OnRaw($"POST {Ct}/domar/exec");

        var run = CliRun.With(new CliRun.Settings { Api = api, Interrupted = new CancellationToken(true) }, "ct", "exec", "101", "--", "sleep", "9");

        Assert.AreEqual(ExitCode.Interrupted, run.Code);
        Assert.AreEqual("Interrupted. The command may run on in CT 101 until its 30 s are over.\n", run.Error);
    }

    [TestMethod]
    public void LxcConfig_PrintsTheText()
    {
        using var api = new FakeApi().On($"GET {Ct}/domar/lxcconfig", """{"data":"lxc.uts.name = web\nlxc.net.0.type = veth\n"}""");

        Assert.AreEqual("lxc.uts.name = web\nlxc.net.0.type = veth\n", CliRun.Of(api, "ct", "lxcconfig", "101").Out);
        Assert.AreEqual("\"lxc.uts.name = web\\nlxc.net.0.type = veth\\n\"\n", CliRun.Of(api, "ct", "lxcconfig", "101", "--json").Out);
    }

    [TestMethod]
    [DataRow("vm", "qemu")]
    [DataRow("ct", "lxc")]
    public void ShowSecurity_PrintsTheText(string group, string path)
    {
        const string Data = """{"text":"NAME  DESCRIPTION\nOverall exposure level: 2.3 OK","exposure":2.3}""";
        using var api = new FakeApi().On($"GET /nodes/localhost/{path}/101/domar/security", $$"""{"data":{{Data}}}""")
            .Refuse($"GET /nodes/localhost/{path}/102/domar/security", 500, "not running", "");

        Assert.AreEqual("NAME  DESCRIPTION\nOverall exposure level: 2.3 OK\n", CliRun.Of(api, group, "show-security", "101").Out);
        Assert.AreEqual(Data + "\n", CliRun.Of(api, group, "show-security", "101", "--json").Out);
        var refused = CliRun.Of(api, group, "show-security", "102");
        Assert.AreEqual("not running\n", refused.Error);
        Assert.AreEqual(ExitCode.Failed, refused.Code);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
