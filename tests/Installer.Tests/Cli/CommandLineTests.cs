using System.Text.Json;
using Domar.Core.Install.Inventory;
using Domar.HostTools.Udev;
using Domar.Installer.Cli;
using Domar.Installer.Installation.Demo;
using Domar.Installer.Inventory;
using Domar.TestKit;

namespace Domar.Installer.Tests.Cli;

/// <summary>Commands in this process, on a machine of fakes.</summary>
[TestClass]
public sealed class CommandLineTests
{
    [TestMethod]
    [DataRow("", "domar-install: a command is missing")]
    [DataRow("validat x", "domar-install: unknown command 'validat'")]
    [DataRow("validate", "domar-install: validate needs an answer file")]
    [DataRow("validate a b", "domar-install: validate takes one answer file, and 'b' is a second one")]
    [DataRow("validate a --nonsense", "domar-install: unknown option '--nonsense'")]
    [DataRow("validate a --inventory", "domar-install: option '--inventory' needs a folder")]
    [DataRow("validate a --inventory=x --inventory y", "domar-install: option '--inventory' is given more than once")]
    [DataRow("plan", "domar-install: plan needs an answer file")]
    [DataRow("plan a --medium", "domar-install: option '--medium' needs a folder")]
    [DataRow("plan a --firmware=", "domar-install: option '--firmware' needs 'bios' or 'uefi'")]
    [DataRow("plan a --firmware coreboot", "domar-install: option '--firmware' takes 'bios' or 'uefi', and not 'coreboot'")]
    [DataRow("validate a --medium x", "domar-install: unknown option '--medium'")]
    [DataRow("inventory --inventory x", "domar-install: unknown option '--inventory'")]
    [DataRow("inventory x", "domar-install: 'x' is not expected")]
    [DataRow("auto x", "domar-install: 'x' is not expected")]
    [DataRow("auto --json", "domar-install: unknown option '--json'")]
    [DataRow("auto --output x", "domar-install: unknown option '--output'")]
    [DataRow("auto --medium", "domar-install: option '--medium' needs a folder")]
    [DataRow("fetch-answer --output=", "domar-install: option '--output' needs a file")]
    [DataRow("fetch-answer --output a --output=b", "domar-install: option '--output' is given more than once")]
    public async Task WrongWords_AreAUsageError(string words, string expected)
    {
        var (code, output, error) = await RunAsync(null, words.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.AreEqual((2, "", expected), (code, output, error.Split('\n')[0]));
    }

    [TestMethod]
    [DataRow("--help")]
    [DataRow("validate --help")]
    [DataRow("inventory -h")]
    [DataRow("plan x -h")]
    [DataRow("auto --help")]
    public async Task Help_IsPrinted(string words)
    {
        var (code, output, error) = await RunAsync(null, words.Split(' '));

        Assert.AreEqual((0, ""), (code, error));
        Assert.Contains("domar-install validate ANSWER", output);
    }

    [TestMethod]
    public async Task Inventory_TellsWhatIsThere_AndWhatCanBeUsed()
    {
        using var machine = new FakeMachine();

        var (code, output, error) = await RunAsync(machine.Reader([], [FakeMachine.Link], FakeMachine.Disk, FakeMachine.Medium), "inventory");

        Assert.AreEqual((0, ""), (code, error));
        Assert.AreEqual(
            """
            Firmware  UEFI, Secure Boot on
            Memory    2 GiB
            Guests    KVM works: the probe guest ran.

            Disks
              sr0       165 MB, solid state, removable
                        cannot be used: Domar is running from it
              vda       21 GB, ACME, S1, sata, solid state
                        health: good, 3 % worn, 31 °C, 1234 h in use
                        can be used; all of this would be lost:
                          ZFS pool 'tank'

            Network cards
              enp1s0    52:54:00:00:00:01, driver unknown, link, 1000 Mbit/s, 192.0.2.10/24
                        DHCP: 192.0.2.10 from 192.0.2.1 for 1d, host name sent, domain lan.example

            ZFS pools found
              tank on /dev/vda

            This disk can be used: vda.

            """,
            output);
    }

    [TestMethod]
    public async Task Inventory_WithoutAUsableDisk_EndsWithWhatWhyAndWhatToDo()
    {
        using var machine = new FakeMachine();

        var (_, output, _) = await RunAsync(machine.Reader([], [], FakeMachine.Medium, FakeMachine.Disk with { SizeBytes = 4L << 30 }), "inventory");
        Assert.EndsWith("\nNo disk can be used (sr0: Domar is running from it; vda: it is too small: 4.29 GB, and at least 8 GB are needed). Connect one of at least 8 GB that can be written.\n", output);

        (_, output, _) = await RunAsync(machine.Reader([], []), "inventory");
        Assert.EndsWith("\nNo disk can be used, because none was found. Connect one of at least 8 GB, check its cables, and the disk controller's settings in the firmware.\n", output);
    }

    [TestMethod]
    public async Task InventoryJson_HasTheSame()
    {
        using var machine = new FakeMachine();

        var (code, output, _) = await RunAsync(machine.Reader([], [FakeMachine.Link], FakeMachine.Disk, FakeMachine.Medium), "inventory", "--json");

        Assert.AreEqual(0, code);
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.AreEqual(("uefi", true), (root.GetProperty("firmware").GetProperty("type").GetString(), root.GetProperty("firmware").GetProperty("secure_boot").GetBoolean()));
        Assert.AreEqual("Domar is running from it", root.GetProperty("disks")[0].GetProperty("reason").GetString());
        Assert.IsTrue(root.GetProperty("disks")[1].GetProperty("usable").GetBoolean());
        Assert.AreEqual("ZFS pool 'tank'", root.GetProperty("disks")[1].GetProperty("contents")[0].GetString());
        Assert.AreEqual("192.0.2.10/24", root.GetProperty("network_cards")[0].GetProperty("addresses")[0].GetString());
        Assert.AreEqual("192.0.2.1", root.GetProperty("network_cards")[0].GetProperty("dhcp_lease").GetProperty("server").GetString());
        Assert.AreEqual(
            """{"health":"passed","percentage_used":3,"temperature_celsius":31,"power_on_hours":1234,"problem":null}""",
            JsonSerializer.Serialize(root.GetProperty("disks")[1].GetProperty("smart")));
        Assert.AreEqual(JsonValueKind.Null, root.GetProperty("disks")[0].GetProperty("smart").ValueKind);
        Assert.AreEqual("""[{"name":"tank","disks":["/dev/vda"]}]""", JsonSerializer.Serialize(root.GetProperty("zfs_pools")));
        Assert.AreEqual("This disk can be used: vda.", root.GetProperty("conclusion").GetString());
    }

    [TestMethod]
    public async Task Inventory_WithoutUdevAndNetworkd_TellsTheRest()
    {
        using var machine = new FakeMachine();

        var (code, output, error) = await RunAsync(machine.Reader(null, null, FakeMachine.Disk), "inventory");

        Assert.AreEqual(
            (0, "domar-install: note: udev properties are not known, and filters cannot match: there is no udev.\ndomar-install: note: addresses from DHCP are not known: there is no networkd.\n"),
            (code, error));
        Assert.Contains("vda", output);
    }

    [TestMethod]
    public async Task Validate_OnThisHost_UsesWhatItsToolsTell()
    {
        using var machine = new FakeMachine();
        using var folder = new TempFolder();
        var answer = Support.Answers.File(
            global: Support.Answers.Global.Replace("fqdn = \"node1.example.com\"", "fqdn.source = \"from-dhcp\""), disks: "[disk-setup]\nfilesystem = \"ext4\"\nfilter.ID_SERIAL = \"ACME*\"\n");
        File.WriteAllText(folder["a.toml"], answer);
        var udev = new UdevDevice(Support.Hosts.Properties(("SUBSYSTEM", "block"), ("DEVNAME", "/dev/vda"), ("ID_SERIAL", "ACME_S1")));

        var (code, output, error) = await RunAsync(machine.Reader([udev], [FakeMachine.Link], FakeMachine.Medium, FakeMachine.Disk), "validate", folder["a.toml"], "--json");

        Assert.AreEqual((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        Assert.AreEqual(
            ("sent", "lan.example", "/dev/vda", "192.0.2.10/24", "192.0.2.1", "enp1s0"),
            (Text("hostname"), Text("domain"), Text("target_hd"), Text("cidr"), Text("gateway"), Text("mngmt_nic")));

        string? Text(string name) => json.RootElement.GetProperty(name).GetString();
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(IMachineReader? machine, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLine.RunAsync(arguments, machine!, new DemoInstallation(TimeProvider.System, fails: false), null!, null!, output, error, CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
