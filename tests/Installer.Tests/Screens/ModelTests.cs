using Domar.Core.Install.Answers;
using Domar.Core.Install.Plans;
using Domar.HostTools.Host;
using Domar.HostTools.Smartctl;
using Domar.HostTools.Steps;
using Domar.Installer.Installation;
using Domar.Installer.Installation.Demo;
using Domar.Installer.Inventory;
using Domar.Installer.Screens.Models;
using Domar.Core.Steps;
using Microsoft.Extensions.Time.Testing;

namespace Domar.Installer.Tests.Screens;

/// <summary>What is behind the screens, without a terminal.</summary>
[TestClass]
public sealed class ModelTests
{
    private static readonly IReadOnlyList<Country> Countries = CountryTable.Parse("AT\tAustria\nDE\tGermany\n#comment\nXX\tNowhere\n", "AT\t+4813+01620\tEurope/Vienna\nDE\t+5230+01322\tEurope/Berlin\n");

    private static readonly HashSet<string> Zones = ["UTC", "Europe/Vienna", "Europe/Berlin"];

    [TestMethod]
    public void RightEntries_BecomeSettings_AsAnAnswerFileWould()
    {
        var model = Filled();

        Assert.AreEqual("", Problems(model));
        var settings = model.Settings!;
        Assert.AreEqual(
            ("at", "de", "Europe/Vienna", "admin@example.com", "demo.lan.example", "eno1", "192.0.2.10/24", "192.0.2.1"),
            (settings.Country, settings.Keyboard, settings.TimeZone, settings.MailTo, settings.Name.ToString(), settings.Network.Nic, settings.Network.Address.ToString(), settings.Network.Gateway.ToString()));
        Assert.AreEqual((InstallFileSystem.Ext4, "sdb"), (settings.Disks.FileSystem, settings.Disks.Targets.Single().Device.Name));
        Assert.AreEqual(new RootPassword("pass \"word\" \\ 1", false), settings.RootPassword);
    }

    [TestMethod]
    [DataRow(0, "")]
    [DataRow(1, "Ext4 Xfs Raid0")]
    [DataRow(2, "Raid0 Raid1")]
    [DataRow(3, "Raid0 Raid1 RaidZ1")]
    [DataRow(4, "Raid0 Raid1 Raid10 RaidZ1 RaidZ2")]
    [DataRow(5, "Raid0 Raid1 RaidZ1 RaidZ2 RaidZ3")]
    [DataRow(8, "Raid0 Raid1 Raid10 RaidZ1 RaidZ2 RaidZ3")]
    public void Layouts_ThatArePossible_DependOnTheNumberOfDisks(int disks, string expected) =>
        Assert.AreEqual(expected, string.Join(' ', InstallLayouts.All.Where(layout => layout.WhyNot(disks) is null)));

    [TestMethod]
    public void EveryPossibleLayout_IsAcceptedByTheRulesOfAnswerFiles()
    {
        for (var count = 1; count <= 4; count++)
        {
            foreach (var layout in InstallLayouts.All.Where(layout => layout.WhyNot(count) is null))
            {
                var model = Filled();
                model.Disks.Toggle(1);
                for (var i = 0; i < count; i++)
                {
                    model.Disks.Toggle(i);
                }

                model.Disks.Choose(layout);
                model.Check();
                Assert.AreEqual("", Problems(model), $"{layout} on {count}");
                Assert.AreEqual(count, model.Settings!.Disks.Targets.Count);
            }
        }
    }

    [TestMethod]
    public void Layout_ThatBecomesImpossible_GivesWayToTheUsualOne_AndAChosenOneStays()
    {
        var disks = Filled().Disks;
        Assert.AreEqual(InstallLayout.Ext4, disks.Layout);
        disks.Choose(InstallLayout.RaidZ1);
        Assert.AreEqual(InstallLayout.Ext4, disks.Layout, "impossible on one disk");
        disks.Toggle(0);
        Assert.AreEqual(InstallLayout.Raid1, disks.Layout);
        disks.Choose(InstallLayout.Raid0);
        disks.Toggle(2);
        Assert.AreEqual(InstallLayout.Raid0, disks.Layout);
    }

    [TestMethod]
    public void RefusedDisk_CannotBeChosen_AndSaysWhy()
    {
        var disks = new DisksModel(DemoMachine.Report(hasDisks: true));
        var small = disks.Disks.Single(static disk => disk.Device.Name == "sde");
        disks.Toggle(disks.Disks.ToList().IndexOf(small));

        Assert.IsFalse(small.IsChosen);
        Assert.AreEqual("sde cannot be used: it is too small: 4 GB, and at least 8 GB are needed.", small.Details);
        Assert.Contains("Domar is running from it", disks.Disks.Single(static disk => disk.Device.Name == "sr0").Details);
    }

    [TestMethod]
    public void NoDisk_IsSaid_WithWhatToDo()
    {
        var model = new InstallerModel(DemoMachine.Report(hasDisks: false), Countries, Zones);

        Assert.AreEqual("No disk can be used (sr0: Domar is running from it). Connect one of at least 8 GB that can be written.", model.Disks.ProblemOf(FieldKey.Disks));
        Assert.IsNull(model.Settings);
    }

    [TestMethod]
    public void Health_AndASharedSerialNumber_AreToldWithTheDisk()
    {
        var report = DemoMachine.Report(hasDisks: true);
        var disks = new DisksModel(report with
        {
            Devices = [report.Devices[1], report.Devices[2] with { Serial = "EX002" }],
            Smart = new Dictionary<string, SmartSummary> { ["/dev/sdb"] = new(SmartHealth.Failed) { PercentageUsed = 104 } },
        });

        Assert.AreEqual(
            "sdb is blank, as far as is known. Health: FAILING, do not install on it, 104 % worn. Its serial number EX002 is also that of sdc.", disks.Disks[0].Details);
    }

    [TestMethod]
    public void OnlyDisk_IsChosenAlready()
    {
        var report = DemoMachine.Report(hasDisks: true);
        var model = new InstallerModel(report with { Devices = [report.Devices[2], report.Devices[^1]] }, Countries, Zones);

        Assert.AreEqual("sdc", model.Disks.Chosen.Single().Device.Name);
        Assert.IsNull(model.Disks.ProblemOf(FieldKey.Disks));
    }

    [TestMethod]
    public void DiskOf4KiBSectors_IsRefusedUnderBios_AndTakenUnderUefi()
    {
        var report = DemoMachine.Report(hasDisks: true);
        report = report with { Devices = [report.Devices[1] with { LogicalSectorBytes = 4096 }] };

        Assert.HasCount(1, new DisksModel(report).Chosen);
        var bios = new DisksModel(report with { Firmware = new FirmwareFacts(false, null) });
        Assert.IsEmpty(bios.Chosen);
        Assert.Contains("switch the firmware to UEFI", bios.Disks[0].Details);
    }

    [TestMethod]
    public void AllProblemsOfAScreen_AreNamed_EachAtItsField()
    {
        var model = Filled();
        model.Account.Password.Value = "short";
        model.Account.Again.Value = "other";
        model.Account.SshKey.Value = "my key";
        model.Account.Mail.Value = "";
        model.Check();

        Assert.AreEqual(
            """
            The password is too short: 5 characters, and at least 8 are needed.
            The two passwords differ. Type the same in both fields; Ctrl-U empties one.
            The key 'my key' is no public SSH key: none of its words is a type such as ssh-ed25519; paste the line of a file such as ~/.ssh/id_ed25519.pub.
            This must not be empty. Write admin@example.com, for example.
            """,
            Problems(model));
        Assert.IsNull(model.Settings);
    }

    [TestMethod]
    public void Network_OfTheWrongKind_IsTold()
    {
        var model = Filled();
        model.Network.Name.Value = "node";
        model.Network.Gateway.Value = "198.51.100.1";
        model.Network.Dns.Value = "dns";
        model.Check();

        Assert.AreEqual(
            """
            The host name 'node' is a host name without a domain; write host and domain, as in "node.example.com".
            The gateway '198.51.100.1' is not in the network of the address '192.0.2.10/24', so that it cannot be reached; correct one of them.
            The name server 'dns' is no IP address, as in "192.168.1.1" or "2001:db8::1".
            """,
            Problems(model));
    }

    [TestMethod]
    public void Options_AreCheckedLikeThoseOfAnswerFiles()
    {
        var model = Filled();
        model.Disks.HdSize.Value = "5000";
        model.Disks.SwapSize.Value = "much";
        model.Check();
        StringAssert.StartsWith(model.Disks.ProblemOf(FieldKey.HdSize), "Hdsize 5000 GiB is more than sdb has");
        Assert.AreEqual("Swapsize must be a number of GiB from 0 to 1000000, not a text.", model.Disks.ProblemOf(FieldKey.SwapSize));

        model.Disks.HdSize.Value = "64.50";
        model.Disks.SwapSize.Value = "4";
        model.Check();
        Assert.AreEqual("", Problems(model));
        Assert.AreEqual((64.5, 4.0), (model.Settings!.Disks.HdSizeGiB, model.Settings.Disks.Lvm!.SwapSizeGiB));
    }

    [TestMethod]
    public void Fields_OfAnotherLayout_AreKept_AndDoNotDisturb()
    {
        var model = Filled();
        model.Disks.SwapSize.Value = "much";
        model.Disks.Toggle(0);
        model.Check();
        Assert.AreEqual("", Problems(model), "RAID1 has no swapsize");

        model.Disks.Toggle(0);
        model.Check();
        Assert.AreEqual("much", model.Disks.SwapSize.Value);
        Assert.AreNotEqual("", Problems(model));
    }

    [TestMethod]
    public void Problem_IsShown_WhenItsFieldWasLeft()
    {
        var model = Filled();
        model.Account.Mail.Value = "x";
        model.Check();
        Assert.IsNotNull(model.Account.Mail.Problem);
        Assert.IsNull(model.Account.Mail.ShownProblem);

        model.Account.Mail.IsVisited = true;
        Assert.IsNotNull(model.Account.Mail.ShownProblem);
    }

    [TestMethod]
    public void Country_BringsZoneAndKeyboard_UnlessTheyWereChosen()
    {
        var place = new PlaceModel(Countries, Zones);
        Assert.AreEqual(("UTC", "en-us"), (place.Zone, place.Keyboard));
        place.Choose(Countries[0]);
        Assert.AreEqual(("Europe/Vienna", "de", "Europe/Vienna"), (place.Zone, place.Keyboard, place.Zones[0]));

        place.ChooseZone("UTC");
        place.ChooseKeyboard("fr");
        place.Choose(Countries[1]);
        Assert.AreEqual(("UTC", "fr", "Europe/Berlin"), (place.Zone, place.Keyboard, place.Zones[0]));
    }

    [TestMethod]
    public void Countries_WithoutTables_AreCodes() => Assert.HasCount(Core.Install.Answers.Countries.Count, CountryTable.Parse(null, null));

    [TestMethod]
    public void Card_BringsItsAddress_UnlessOneWasWritten()
    {
        var network = new NetworkModel(DemoMachine.Report(hasDisks: true));
        Assert.AreEqual(("eno1", "192.0.2.10/24", "192.0.2.1", "192.0.2.53"), (network.Card!.Name, network.Address.Value, network.Gateway.Value, network.Dns.Value));
        network.Gateway.Value = "192.0.2.254";
        network.Choose(network.Cards[1]);
        Assert.AreEqual(("", "192.0.2.254"), (network.Address.Value, network.Gateway.Value));
    }

    [TestMethod]
    public void NoCard_IsSaid_WithWhatToDo()
    {
        var model = new InstallerModel(DemoMachine.Report(hasDisks: true) with { Cards = [] }, Countries, Zones);

        Assert.Contains("has no network card", model.Network.ProblemOf(FieldKey.Card)!);
    }

    [TestMethod]
    public async Task Confirmation_MustMatch_WhenADiskHasData()
    {
        var model = Filled();
        model.Disks.Toggle(0);
        model.Check();
        var summary = await SummaryAsync(model);

        Assert.AreEqual("erase sda sdb", summary.Phrase);
        foreach (var (typed, isRight) in new[] { ("", false), ("erase sda", false), ("erase sdb sda", false), ("erase sda sdb", true), ("  erase  sda sdb ", true), ("ERASE sda sdb", false) })
        {
            summary.Typed.Value = typed;
            Assert.AreEqual(isRight, summary.Confirmed is not null, typed);
        }
    }

    [TestMethod]
    public async Task Confirmation_OfBlankDisks_NeedsNoWords()
    {
        var summary = await SummaryAsync(Filled());

        Assert.IsNull(summary.Phrase);
        Assert.IsNotNull(summary.Confirmed);
    }

    [TestMethod]
    public void WithoutAPlan_NothingIsConfirmed()
    {
        var model = Filled();
        var summary = new SummaryModel(model.Settings!, model.Disks.Chosen);
        Assert.IsNull(summary.Confirmed, "not planned yet");

        summary.SetPlan(new InstallPlanResult(null, ["there is a pool named rpool already"], []));
        Assert.IsNull(summary.Confirmed);
        StringAssert.StartsWith(summary.Text, "! There is a pool named rpool already.\n");
    }

    [TestMethod]
    public async Task Summary_DoesNotShowThePassword_NorDoesTheAnswerFile()
    {
        var model = Filled();

        Assert.DoesNotContain("pass", (await SummaryAsync(model)).Text.Replace("password set", "", StringComparison.Ordinal));
        Assert.DoesNotContain("pass \\\"", AnswerText.Write(model, withPassword: false).Text);
    }

    [TestMethod]
    public void Progress_TellsRateAndTimeLeft_OfLate()
    {
        var clock = new FakeTimeProvider();
        var plan = new StepPlan([new StepGroup("One", []), new StepGroup("Two", [])]);
        var progress = new ProgressModel(plan, clock);
        Assert.AreEqual((0.0, -1, "0:00 so far"), (progress.Fraction, progress.Group, progress.Figures));

        // Slowly at first: that is forgotten.
        for (var second = 0; second <= 30; second++)
        {
            progress.Set(new StepProgress("Two", "Write", 2, 2, second < 5 ? second * 1_000_000L : (second - 4) * 10_000_000L, 1_000_000_000));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.AreEqual(1, progress.Group);
        Assert.AreEqual("260 of 1000 MB   10 MB/s   1:14 left   0:31 so far", progress.Figures);
        Assert.AreEqual(0.284, progress.Fraction, 0.001);
    }

    [TestMethod]
    public void Outcome_SaysWhatToDoNext()
    {
        var settings = Filled().Settings!;

        var done = new OutcomeModel(settings, "sdb", null, ["No mirror of the boot loader on sdc."]).Text;
        Assert.Contains("https://192.0.2.10:8006", done);
        Assert.Contains("Note: No mirror of the boot loader on sdc.", done);
        var failed = new OutcomeModel(settings, "sdb", "Write of sdb: I/O error.", []).Text;
        Assert.Contains("Write of sdb: I/O error.", failed);
        Assert.Contains("F10 shows the log", failed);
    }

    private static InstallerModel Filled()
    {
        var model = new InstallerModel(DemoMachine.Report(hasDisks: true), Countries, Zones);
        model.Disks.Toggle(1);
        model.Place.Choose(Countries[0]);
        model.Account.Password.Value = "pass \"word\" \\ 1";
        model.Account.Again.Value = "pass \"word\" \\ 1";
        model.Account.Mail.Value = "admin@example.com";
        model.Check();
        return model;
    }

    private static string Problems(InstallerModel model) => string.Join('\n', new PageModel[] { model.Disks, model.Place, model.Account, model.Network }
        .SelectMany(static page => page.Problems).Select(static problem => problem.Text));

    private static async Task<SummaryModel> SummaryAsync(InstallerModel model)
    {
        var summary = new SummaryModel(model.Settings!, model.Disks.Chosen);
        summary.SetPlan(await new DemoInstallation(TimeProvider.System, fails: false).PlanAsync(new InstallRequest(model.Settings!, model.Report), CancellationToken.None));
        return summary;
    }
}
