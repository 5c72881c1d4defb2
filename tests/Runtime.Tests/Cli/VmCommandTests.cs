using Domar.Runtime.Cli;

namespace Domar.Runtime.Tests.Cli;

[TestClass]
public sealed class VmCommandTests
{
    private const string Upid = "UPID:n1:00000001:00000002:68D4B1C0:qmstart:100:root@pam:";
    private const string UpidPath = "/nodes/localhost/tasks/UPID%3An1%3A00000001%3A00000002%3A68D4B1C0%3Aqmstart%3A100%3Aroot%40pam%3A";
    private const string Done = """{"data":{"status":"stopped","exitstatus":"OK"}}""";
    private const string Running = """{"data":{"status":"running","progress":0.5}}""";

    private const string TwoVms = """
        {"data":[{"vmid":101,"name":"db","status":"stopped","qmpstatus":"stopped","maxmem":536870912,"cpus":2,"maxdisk":0,"uptime":0,"lock":"backup",
        "domar":{"state":"stopped"}},{"vmid":100,"name":"web\u001b[31m","status":"running","qmpstatus":"paused","maxmem":1610612736,"cpus":1,
        "maxdisk":8589934592,"uptime":273906,"pid":4711,"domar":{"state":"running","problem":"its disk is slow"}}]}
        """;

    [TestMethod]
    public void List_PrintsTable_SortedById_WithoutControlCharacters()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/qemu", TwoVms);

        var run = CliRun.Of(api, "vm", "list");

        Assert.AreEqual("""
            VMID  NAME      STATUS     MEMORY  CPUS   DISK       UPTIME   PID  NOTE
             100  web [31m  paused   1.50 GiB     1  8 GiB  3d 04:05:06  4711  its disk is slow
             101  db        stopped   512 MiB     2                            locked (backup)

            """, run.Out);
        Assert.AreEqual(ExitCode.Ok, run.Code);
        Assert.AreEqual("", run.Error);
    }

    [TestMethod]
    public void List_Json_IsTheDataAsItCame()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/qemu", """{"data":[{"vmid":100, "x":1.50}],"total":1}""");

        Assert.AreEqual("[{\"vmid\":100, \"x\":1.50}]\n", CliRun.Of(api, "vm", "list", "--json").Out);
        Assert.AreEqual("[{\"vmid\":100, \"x\":1.50}]\n", CliRun.Of(api, "--json", "vm", "list").Out);
    }

    [TestMethod]
    public void List_Empty_SaysWhatToDo()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/qemu", """{"data":[]}""");

        Assert.AreEqual("There are no VMs. 'domar vm create --help' shows how to make one.\n", CliRun.Of(api, "vm", "list").Out);
    }

    [TestMethod]
    public void Status_PrintsFields_AndJsonUnchanged()
    {
        const string Data = """{"vmid":100,"name":"web","status":"running","qmpstatus":"running","pid":4711,"uptime":61,"cpus":1,"cpu":0.125,"maxmem":67108864,"mem":1048576}""";
        using var api = new FakeApi().On("GET /nodes/localhost/qemu/100/status/current", $$"""{"data":{{Data}}}""");

        Assert.AreEqual(Data + "\n", CliRun.Of(api, "vm", "status", "100", "--json").Out);
        Assert.AreEqual("""
            VM 100 (web): running
              PID     4711
              Uptime  00:01:01
              CPUs    1, 12.5 % used
              Memory  64 MiB, 1 MiB used

            """, CliRun.Of(api, "vm", "status", "100").Out);
    }

    [TestMethod]
    public void Create_SendsConfigKeysByTheirNames_AndWaits()
    {
        using var api = new FakeApi().On("POST /nodes/localhost/qemu", $$"""{"data":"{{Upid}}"}""").On($"GET {UpidPath}/status", Running, Done);

        var run = CliRun.Of(api, "vm", "create", "--name=a", "100", "--memory", "64", "--virtio0", "local:1", "--net31", "virtio,bridge=vmbr0", "--start");

        Assert.AreEqual("POST /nodes/localhost/qemu vmid=100&name=a&memory=64&virtio0=local%3A1&net31=virtio%2Cbridge%3Dvmbr0&start=1", api.Requests[0]);
        Assert.AreEqual($"GET {UpidPath}/status", api.Requests[^1]);
        Assert.HasCount(3, api.Requests);
        Assert.AreEqual("VM 100 was created and started.\n", run.Out);
        Assert.AreEqual("", run.Error);
        Assert.AreEqual(ExitCode.Ok, run.Code);
    }

    [TestMethod]
    public void Create_WithoutId_TakesTheNextFree()
    {
        using var api = new FakeApi().On("GET /cluster/nextid", """{"data":"105"}""").On("POST /nodes/localhost/qemu", $$"""{"data":"{{Upid}}"}""");

        var run = CliRun.Of(api, "vm", "create", "--name", "a", "--detach");

        Assert.AreEqual("POST /nodes/localhost/qemu vmid=105&name=a", api.Requests[1]);
        Assert.AreEqual(Upid + "\n", run.Out);
    }

    [TestMethod]
    public void Create_UnknownKey_SuggestsTheNearest_AndAsksNothing()
    {
        using var api = new FakeApi();

        var run = CliRun.Of(api, "vm", "create", "100", "--memroy", "64");

        Assert.AreEqual(ExitCode.Usage, run.Code);
        Assert.StartsWith("'domar vm create' has no option '--memroy'. Did you mean '--memory'?\n", run.Error);
        Assert.IsEmpty(api.Requests);
    }

    [TestMethod]
    public void Create_IndexTooHigh_IsNoKey()
    {
        using var api = new FakeApi();

        var run = CliRun.Of(api, "vm", "create", "100", "--net32", "virtio");

        Assert.AreEqual(ExitCode.Usage, run.Code);
        Assert.Contains("has no option '--net32'. Did you mean '--net", run.Error);
    }

    [TestMethod]
    public void Create_Refused_PrintsMessageAndEachParameter()
    {
        using var api = new FakeApi().Refuse("POST /nodes/localhost/qemu", 400, "Parameter verification failed.",
            """{"data":null,"message":"Parameter verification failed.\n","errors":{"memory":"it is too small","net0":"no model"}}""");

        var run = CliRun.Of(api, "vm", "create", "100", "--memory", "1");

        Assert.AreEqual(ExitCode.Failed, run.Code);
        Assert.AreEqual("Parameter verification failed.\n  memory: it is too small\n  net0: no model\n", run.Error);
        Assert.AreEqual("", run.Out);
    }

    [TestMethod]
    public void Refusal_WithoutBody_UsesTheReasonPhrase()
    {
        using var api = new FakeApi().Refuse("GET /nodes/localhost/qemu/100/config", 500, "Configuration file 'x' does not exist", "");

        Assert.AreEqual("Configuration file 'x' does not exist\n", CliRun.Of(api, "vm", "config", "100").Error);
    }

    [TestMethod]
    public void Set_SendsDeleteAndRevert()
    {
        using var api = new FakeApi().On("POST /nodes/localhost/qemu/100/config", """{"data":null}""");

        var run = CliRun.Of(api, "vm", "set", "100", "--delete", "scsi0,scsi1", "--revert", "net0", "--delete", "net1", "--onboot", "1", "--skiplock");

        Assert.AreEqual("POST /nodes/localhost/qemu/100/config onboot=1&delete=scsi0%2Cscsi1%2Cnet1&revert=net0&skiplock=1", api.Requests[0]);
        Assert.AreEqual("VM 100 was changed.\n", run.Out);
    }

    [TestMethod]
    public void Set_Nothing_IsAMistake()
    {
        using var api = new FakeApi();

        Assert.AreEqual(ExitCode.Usage, CliRun.Of(api, "vm", "set", "100").Code);
        Assert.IsEmpty(api.Requests);
    }

    [TestMethod]
    public void Config_PrintsLines_WithoutDigest()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/qemu/100/config?current=1", """{"data":{"name":"a","digest":"abc","description":"x\ny\n","cores":2}}""");

        Assert.AreEqual("cores: 2\ndescription: x\\ny\nname: a\n", CliRun.Of(api, "vm", "config", "100", "--current").Out);
    }

    [TestMethod]
    public void Pending_ShowsOnlyWhatChanges()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/qemu/100/pending",
            """{"data":[{"key":"name","value":"a"},{"key":"memory","value":"64","pending":"128"},{"key":"net0","value":"virtio","delete":1}]}""");

        Assert.AreEqual("""
            KEY     IN FORCE  AFTER RESTART
            memory  64        128
            net0    virtio    (removed)

            """, CliRun.Of(api, "vm", "pending", "100").Out);
    }

    [TestMethod]
    [DataRow("start", "", "is running", "")]
    [DataRow("stop", "--timeout 5 --overrule-shutdown", "is stopped", "timeout=5&overrule-shutdown=1")]
    [DataRow("shutdown", "--timeout 60 --force", "is shut down", "timeout=60&forceStop=1")]
    [DataRow("reset", "--skiplock", "was reset", "skiplock=1")]
    [DataRow("reboot", "--timeout 9", "was rebooted", "timeout=9")]
    [DataRow("suspend", "", "is paused", "")]
    [DataRow("resume", "", "is running", "")]
    public void Power_CallsItsMethod_AndSaysHowItWent(string verb, string options, string done, string parameters)
    {
        using var api = new FakeApi().On($"POST /nodes/localhost/qemu/100/status/{verb}", $$"""{"data":"{{Upid}}"}""").On($"GET {UpidPath}/status", Done);

        var run = CliRun.Of(api, ["vm", verb, "100", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.AreEqual($"POST /nodes/localhost/qemu/100/status/{verb} {parameters}".TrimEnd(), api.Requests[0]);
        Assert.AreEqual($"VM 100 {done}.\n", run.Out);
        Assert.AreEqual(ExitCode.Ok, run.Code);
    }

    [TestMethod]
    public void Start_TaskFails_TellsReasonAndLog()
    {
        using var api = new FakeApi().On("POST /nodes/localhost/qemu/100/status/start", $$"""{"data":"{{Upid}}"}""")
            .On($"GET {UpidPath}/status", """{"data":{"status":"stopped","exitstatus":"QEMU ended with code 1"}}""");

        var run = CliRun.Of(api, "vm", "start", "100");

        Assert.AreEqual(ExitCode.Failed, run.Code);
        Assert.AreEqual($"Cannot start VM 100: QEMU ended with code 1\n  Log: domar task log {Upid}\n", run.Error);
        Assert.AreEqual("", run.Out);
    }

    [TestMethod]
    public void Start_ReasonThatIsASentence_IsNotDoubled()
    {
        using var api = new FakeApi().On("POST /nodes/localhost/qemu/100/status/start", $$"""{"data":"{{Upid}}"}""")
            .On($"GET {UpidPath}/status", """{"data":{"status":"stopped","exitstatus":"Cannot start VM 100: no disk."}}""");

        Assert.StartsWith("Cannot start VM 100: no disk.\n", CliRun.Of(api, "vm", "start", "100").Error);
    }

    [TestMethod]
    public void Start_Json_TellsTaskAndExitStatus()
    {
        using var api = new FakeApi().On("POST /nodes/localhost/qemu/100/status/start", $$"""{"data":"{{Upid}}"}""").On($"GET {UpidPath}/status", Done);

        Assert.AreEqual($$"""{"upid":"{{Upid}}","exitstatus":"OK"}""" + "\n", CliRun.Of(api, "vm", "start", "100", "--json").Out);
    }

    [TestMethod]
    public void Start_Warnings_AreMentioned()
    {
        using var api = new FakeApi().On("POST /nodes/localhost/qemu/100/status/start", $$"""{"data":"{{Upid}}"}""")
            .On($"GET {UpidPath}/status", """{"data":{"status":"stopped","exitstatus":"WARNINGS: 2"}}""");

        var run = CliRun.Of(api, "vm", "start", "100");

        Assert.AreEqual(ExitCode.Ok, run.Code);
        Assert.AreEqual($"There is something to know (WARNINGS: 2): domar task log {Upid}\n", run.Error);
    }

    [TestMethod]
    public void Start_OnATerminal_ShowsLogAndProgress()
    {
        using var api = new FakeApi().On("POST /nodes/localhost/qemu/100/status/start", $$"""{"data":"{{Upid}}"}""")
            .On($"GET {UpidPath}/status", Running, Done)
            .On($"GET {UpidPath}/log", """{"data":[{"n":1,"t":"one"}]}""", """{"data":[{"n":2,"t":"two"}]}""");

        var run = CliRun.With(new CliRun.Settings { Api = api, IsTerminal = true }, "vm", "start", "100");

        Assert.AreEqual("one\n\r  50.0 %\r\e[Ktwo\n", run.Error);
        Assert.Contains($"GET {UpidPath}/log?start=1&limit=5000", api.Requests);
    }

    [TestMethod]
    public void Start_Interrupted_TaskRunsOn()
    {
        using var api = new FakeApi().On("POST /nodes/localhost/qemu/100/status/start", $$"""{"data":"{{Upid}}"}""").On($"GET {UpidPath}/status", Running);

        var run = CliRun.With(new CliRun.Settings { Api = api, Interrupted = new CancellationToken(true) }, "vm", "start", "100");

        Assert.AreEqual(ExitCode.Interrupted, run.Code);
        Assert.AreEqual($"Interrupted. The task runs on; follow it with 'domar task follow {Upid}', end it with 'domar task stop {Upid}'.\n", run.Error);
    }

    [TestMethod]
    public void Destroy_WithoutTerminal_NeedsYes()
    {
        using var api = new FakeApi();

        var run = CliRun.Of(api, "vm", "destroy", "100");

        Assert.AreEqual(ExitCode.Usage, run.Code);
        Assert.Contains("Say --yes", run.Error);
        Assert.IsEmpty(api.Requests);
    }

    [TestMethod]
    [DataRow("100\n", true)]
    [DataRow("yes\n", false)]
    [DataRow("", false)]
    public void Destroy_OnATerminal_WantsTheIdTyped(string typed, bool destroyed)
    {
        using var api = new FakeApi().On("GET /nodes/localhost/qemu/100/status/current", """{"data":{"name":"web"}}""")
            .On("DELETE /nodes/localhost/qemu/100", """{"data":null}""");

        var run = CliRun.With(new CliRun.Settings { Api = api, IsTerminal = true, Input = typed }, "vm", "destroy", "100", "--purge");

        Assert.StartsWith("VM 100 (web) and its disks will be lost. Type 100 to destroy it: ", run.Error);
        Assert.AreEqual(destroyed ? ExitCode.Ok : ExitCode.Failed, run.Code);
        Assert.AreEqual(destroyed, api.Requests.Contains("DELETE /nodes/localhost/qemu/100?purge=1"));
    }

    [TestMethod]
    public void Destroy_Yes_DoesNotAsk()
    {
        using var api = new FakeApi().On("DELETE /nodes/localhost/qemu/100", """{"data":null}""");

        Assert.AreEqual("VM 100 was destroyed.\n", CliRun.Of(api, "vm", "destroy", "100", "--yes").Out);
    }

    [TestMethod]
    public void ShowCommand_QuotesForAShell_OneOptionALine()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/qemu/100/domar/showcmd",
            """{"data":["/usr/bin/kvm","-id","100","-nodefaults","-name","it's","-device","{\"driver\":\"x\"}"]}""");

        Assert.AreEqual("""
            /usr/bin/kvm \
              -id 100 \
              -nodefaults \
              -name 'it'\''s' \
              -device '{"driver":"x"}'

            """, CliRun.Of(api, "vm", "showcmd", "100").Out);
    }

    [TestMethod]
    [DataRow("99")]
    [DataRow("abc")]
    [DataRow("1000000000")]
    public void Rejects_WhatIsNoVmid(string vmid)
    {
        var run = CliRun.Of(null, "vm", "start", vmid);

        Assert.AreEqual(ExitCode.Usage, run.Code);
        Assert.AreEqual($"'{vmid}' is no VMID: it is a whole number from 100 to 999999999.\n", run.Error);
    }
}
