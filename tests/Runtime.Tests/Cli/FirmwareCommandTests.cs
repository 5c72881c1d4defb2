using Domar.Runtime.Cli;

namespace Domar.Runtime.Tests.Cli;

[TestClass]
public sealed class FirmwareCommandTests
{
    private const string Path = "/nodes/localhost/firmware";
    private const string Upid = "UPID:n1:00000001:00000002:68D4B1C0:fwinstall::root@pam:";
    private const string UpidPath = "/nodes/localhost/tasks/UPID%3An1%3A00000001%3A00000002%3A68D4B1C0%3Afwinstall%3A%3Aroot%40pam%3A";
    private const string Node = """{"data":{"domar":{"node":"host1"}}}""";
    private const string Facts = "mode=installed\nversion=0.2.0\nslot=b\ntrial=2\ninstall=1f2e3d4c\npool=lvm\n";
    private const string Well = """{"data":[{"storage":"local","active":1},{"storage":"share","active":0,"shared":1}]}""";

    [TestMethod]
    public void Status_ShowsWhatRuns_WhatIsOnTrial_AndWhatComesNext()
    {
        using var api = new FakeApi().On("GET " + Path, """
            {"data":{"mode":"installed","version":"0.1.0","running":"a","on-trial":0,"slots":[
            {"slot":"a","version":"0.1.0","variant":"default","id":"a342fbe20a41559a","whole":1,"running":1,"good":1,"failed":0},
            {"slot":"b","version":"0.2.0","variant":"default","id":"b342fbe20a41559a","whole":1,"running":0,"good":0,"failed":0,"tries":3}],
            "next":{"slot":"b","reason":"trial"},"reset":"keep","disks":[],"problems":["Disk 1 (sdb): good.env does not count."]}}
            """);

        Assert.AreEqual("""
            Slot A runs: Domar 0.1.0

            SLOT  VERSION  VARIANT  ID                STATE
            A     0.1.0    default  a342fbe20a41559a  running, good
            B     0.2.0    default  b342fbe20a41559a  on trial, 3 tries left

            Next start: slot B, because it is on trial with 3 tries left; slot A is the way back.
            Factory reset at the next start: guests are kept.
            ! Disk 1 (sdb): good.env does not count.

            """, CliRun.Of(api, "firmware", "status").Out);
    }

    [TestMethod]
    public void Status_OfAFailedTrial_AndOfItsLastTry()
    {
        const string Slots = """
            "slots":[{"slot":"a","version":"0.1.0","whole":1,"running":RA,"good":1,"failed":0},
            {"slot":"b","version":"0.2.0","whole":0,"running":RB,"good":0,"failed":FB,"tries":0}],"next":{"slot":"a","reason":"trial-failed"}
            """;
        string Answer(string running, string trial, string failed) =>
            $$"""{"data":{"version":"0.2.0","running":"{{running}}","on-trial":{{trial}},""" +
            Slots.Replace("RA", running == "a" ? "1" : "0", StringComparison.Ordinal).Replace("RB", running == "b" ? "1" : "0", StringComparison.Ordinal).Replace("FB", failed, StringComparison.Ordinal) + "}}";

        using var failed = new FakeApi().On("GET " + Path, Answer("a", "0", "1"));
        var text = CliRun.Of(failed, "firmware", "status").Out;
        Assert.Contains("failed its trial, not whole on every disk\n", text);
        Assert.Contains("Next start: slot A, because it is marked good; slot B failed its trial.\n", text);

        using var last = new FakeApi().On("GET " + Path, Answer("b", "1", "0"));
        text = CliRun.Of(last, "firmware", "status").Out;
        Assert.Contains("Slot B runs: Domar 0.2.0, on trial\n", text);
        Assert.Contains("running, on trial, this is its last try, not whole", text);
    }

    [TestMethod]
    public void Status_OfDisksThatDisagree_IsToldDiskByDisk()
    {
        using var api = new FakeApi().On("GET " + Path, """
            {"data":{"version":"0.1.0","running":"a","slots":[{"slot":"b","whole":1,"tries":1}],"disks":[
            {"disk":0,"name":"sda","readable":1,"good":"a","trial":"b","tries":1,"next":{"slot":"b","reason":"trial"}},
            {"disk":1,"name":"sdb","readable":1,"next":{"slot":"a","reason":"nothing-known"}},
            {"disk":2,"name":"sdc","readable":0}]}}
            """);
        Assert.Contains("""
            DISK  NAME  GOOD  TRIAL          NEXT START
               0  sda   A     B, 1 try left  slot B, because it is on trial with 1 try left; slot A is the way back
               1  sdb   ?     ?              slot A, because neither environment file counts
               2  sdc                        cannot be read
            """, CliRun.Of(api, "firmware", "status").Out);
    }

    [TestMethod]
    public void Install_SaysWhatWillHappen_AndWaits()
    {
        using var api = new FakeApi().On("GET " + Path, """{"data":{"running":"a"}}""").On("POST " + Path + "/install", $$"""{"data":"{{Upid}}"}""")
            .On($"GET {UpidPath}/status", """{"data":{"status":"stopped","exitstatus":"OK"}}""");

        var run = CliRun.Of(api, "firmware", "install", "/root/new.iso", "--reboot");

        Assert.AreEqual("'/root/new.iso' is checked, then written into slot B of all boot disks; what runs is not touched. Then the machine restarts.\n", run.Error);
        Assert.AreEqual("Slot B is written and on trial. The machine restarts now.\n", run.Out);
        Assert.Contains($"POST {Path}/install file=%2Froot%2Fnew.iso&reboot=1", api.Requests);
    }

    [TestMethod]
    public void Install_OfAPathBelowHere_SendsTheWholePath()
    {
        using var api = new FakeApi().On("GET " + Path, """{"data":{"running":"b"}}""").On("POST " + Path + "/install", $$"""{"data":"{{Upid}}"}""");
        CliRun.Of(api, "firmware", "install", "new.iso", "--detach");
        Assert.Contains($"POST {Path}/install file={Uri.EscapeDataString(System.IO.Path.GetFullPath("new.iso"))}", api.Requests);
    }

    [TestMethod]
    public void WhereThereAreNoSlots_EveryCommandSaysWhy()
    {
        foreach (var line in (string[])["status", "install /x.iso", "rollback", "reset --yes host1"])
        {
            using var api = new FakeApi().On("GET /nodes/localhost/status", Node)
                .Refuse("GET " + Path, 500, "no", """{"data":null,"message":"There are no firmware slots: live."}""")
                .Refuse("POST " + Path, 500, "no", """{"data":null,"message":"There are no firmware slots: live."}""");
            var run = CliRun.Of(api, ["firmware", .. line.Split(' ')]);
            Assert.AreEqual(ExitCode.Failed, run.Code);
            Assert.Contains("There are no firmware slots: live.", run.Error);
        }
    }

    [TestMethod]
    public void Rollback_WhoseTaskFails_SaysWhy()
    {
        using var api = new FakeApi().On("POST " + Path + "/rollback", $$"""{"data":"{{Upid}}"}""")
            .On($"GET {UpidPath}/status", """{"data":{"status":"stopped","exitstatus":"Cannot roll back: slot B is not whole"}}""");
        var run = CliRun.Of(api, "firmware", "rollback");
        Assert.AreEqual(ExitCode.Failed, run.Code);
        Assert.StartsWith("Cannot roll back: slot B is not whole\n", run.Error);
    }

    [TestMethod]
    public void Reset_IsTyped_WithTheHostsName()
    {
        using var api = ResetApi();
        var run = CliRun.With(new CliRun.Settings { Api = api, IsTerminal = true, Input = "host1\n" }, "firmware", "reset", "--guests", "remove");
        Assert.AreEqual("All settings of this host, all guests and all their disks will be lost at the next start. Type host1 to go on: ", run.Error);
        Assert.Contains("The factory reset happens at the next start (systemctl reboot); guests and their disks are removed then.", run.Out);
        Assert.Contains($"POST {Path}/reset guests=remove", api.Requests);
    }

    [TestMethod]
    [DataRow("host2", null)]
    [DataRow("", null)]
    [DataRow("", "host2")]
    public void Reset_WithAnotherName_DoesNothing(string typed, string? yes)
    {
        using var api = ResetApi();
        string[] line = ["firmware", "reset", .. yes is null ? Array.Empty<string>() : ["--yes", yes]];
        var run = CliRun.With(new CliRun.Settings { Api = api, IsTerminal = true, Input = typed + "\n" }, line);
        Assert.AreEqual(ExitCode.Failed, run.Code);
        Assert.Contains($"Nothing was reset: '{yes ?? typed}' is not the name of this host (host1).", run.Error);
        Assert.DoesNotContain("POST", string.Join(' ', api.Requests));
    }

    [TestMethod]
    public void Reset_InAScript_NeedsTheName_AndKeepsGuestsUnlessTold()
    {
        using var api = ResetApi();
        var run = CliRun.Of(api, "firmware", "reset");
        Assert.AreEqual(ExitCode.Usage, run.Code);
        Assert.Contains("Say --yes host1 to reset it unasked.", run.Error);
        Assert.AreEqual(ExitCode.Ok, CliRun.Of(api, "firmware", "reset", "--yes", "host1").Code);
        Assert.Contains($"POST {Path}/reset guests=keep", api.Requests);
        Assert.AreEqual(ExitCode.Usage, CliRun.Of(api, "firmware", "reset", "--guests", "some", "--yes", "host1").Code);
    }

    [TestMethod]
    public void Confirm_MarksWhenApiAndStoragesAreWell_SharesOfOthersAside()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/storage", Well).On("POST " + Path + "/confirm", """{"data":"Slot B is marked good."}""");
        var run = CliRun.With(new CliRun.Settings { Api = api, BootFacts = Facts }, "firmware", "confirm", "--after", "0");
        Assert.AreEqual((ExitCode.Ok, "Slot B is marked good.\n"), (run.Code, run.Out));
    }

    [TestMethod]
    public void Confirm_WaitsForTheTime()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/storage", Well).On("POST " + Path + "/confirm", """{"data":"marked"}""");
        var run = CliRun.With(new CliRun.Settings { Api = api, BootFacts = Facts }, "firmware", "confirm", "--after", "3600", "--deadline", "0");
        Assert.AreEqual(ExitCode.Failed, run.Code);
        Assert.DoesNotContain("POST", string.Join(' ', api.Requests));
    }

    [TestMethod]
    public void Confirm_WhatDoesNotBecomeWell_FailsAndSaysWhatIsNext()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/storage", """{"data":[{"storage":"local-zfs","active":0}]}""");
        var run = CliRun.With(new CliRun.Settings { Api = api, BootFacts = Facts }, "firmware", "confirm", "--after", "0", "--deadline", "0");
        Assert.AreEqual(
            (ExitCode.Failed, "Slot B (0.2.0) is on trial and has not proved itself within 0 s: storage 'local-zfs' is not active. It has more tries (2).\n"), (run.Code, run.Error));

        run = CliRun.With(new CliRun.Settings { BootFacts = Facts.Replace("trial=2", "trial=0", StringComparison.Ordinal) }, "firmware", "confirm", "--deadline", "0");
        Assert.Contains("That was its last try: the next start takes slot A.", run.Error);
        run = CliRun.With(new CliRun.Settings { BootFacts = Facts.Replace("trial=2", "trial=", StringComparison.Ordinal) }, "firmware", "confirm", "--deadline", "0");
        Assert.AreEqual(ExitCode.Failed, run.Code);
        Assert.DoesNotContain("tries", run.Error);
    }

    [TestMethod]
    public void Confirm_WhatCannotBeMarked_Fails()
    {
        using var api = new FakeApi().On("GET /nodes/localhost/storage", Well)
            .Refuse("POST " + Path + "/confirm", 500, "no", """{"data":null,"message":"Slot B cannot be marked good: no disk."}""");
        var run = CliRun.With(new CliRun.Settings { Api = api, BootFacts = Facts }, "firmware", "confirm", "--after", "0", "--deadline", "0");
        Assert.AreEqual(ExitCode.Failed, run.Code);
        Assert.Contains("Slot B cannot be marked good: no disk.", run.Error);
    }

    [TestMethod]
    public void Confirm_OnALiveSystem_SaysThatThereIsNoSlot()
    {
        foreach (var facts in (string?[])[null, "mode=live\n"])
        {
            var run = CliRun.With(new CliRun.Settings { BootFacts = facts }, "firmware", "confirm");
            Assert.AreEqual((ExitCode.Failed, "There is no slot to mark good: this is not an installed Domar system.\n"), (run.Code, run.Error));
        }
    }

    private static FakeApi ResetApi() => new FakeApi().On("GET " + Path, """{"data":{"running":"a"}}""").On("GET /nodes/localhost/status", Node)
        .On("POST " + Path + "/reset", """{"data":null}""");
}
