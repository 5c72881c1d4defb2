using System.Security.Cryptography;
using System.Text.Json;
using Domar.HostTools.Exec;
using Domar.TestKit;
using Domar.TestKit.Web;

namespace Domar.Installer.Tests.Cli;

/// <summary>The program as scripts call it: its own process, on this host. DOMAR_INSTALL_BINARY runs another build of it, such as the native one.</summary>
[TestClass]
public sealed class EndToEndTests
{
    private const string Info = """
        { "disks": [[0, "/dev/sda", 468862128, "SAMSUNG", 512, "/sys/block/sda"]], "total_memory": 4096,
          "network": { "dns": { "dns": ["192.0.2.53"] }, "routes": { "gateway4": { "dev": "eno1", "gateway": "192.0.2.1" } },
            "interfaces": { "eno1": { "mac": "b4:2e:99:ac:ad:b4", "state": "UP", "pinned_id": "0", "addresses": [{ "address": "192.0.2.10", "prefix": 24 }] } } } }
        """;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Validate_RightFile_PrintsSettings()
    {
        using var folder = Folder();

        var result = await RunAsync("validate", folder["answer.toml"], "--inventory", folder.Path, "--json");

        Assert.AreEqual((0, ""), (result.ExitCode, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        Assert.AreEqual("/dev/sda", json.RootElement.GetProperty("target_hd").GetString());
        var text = await RunAsync("validate", folder["answer.toml"], "--inventory", folder.Path);
        StringAssert.StartsWith(text.Output, "The answer file is right.");
    }

    [TestMethod]
    public async Task Plan_PrintsEveryStep()
    {
        using var folder = Folder();

        var result = await RunAsync("plan", folder["answer.toml"], "--inventory", folder.Path, "--firmware=bios", "--json");

        Assert.AreEqual(0, result.ExitCode, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        CollectionAssert.AreEqual(
            new[] { "Load drivers", "Clear the disks", "Partition the disks", "Write the system", "Make the LVM volumes", "Make the volumes for guests and swap", "Write the settings", "Close the pool", "Make the disks start" },
            json.RootElement.GetProperty("groups").EnumerateArray().Select(static group => group.GetProperty("title").GetString()).ToArray());
    }

    [TestMethod]
    public async Task Validate_WrongFile_PrintsEveryProblemWithFileLineAndColumn()
    {
        using var folder = Folder();
        File.WriteAllText(folder["answer.toml"], Support.Answers.File(disks: "[disk-setup]\nfilesystem = \"ext5\"\ndisk-list = [\"sdb\"]\nnonsense = 1\n"));

        var result = await RunAsync("validate", folder["answer.toml"], "--inventory", folder.Path, "--json");

        Assert.AreEqual((1, ""), (result.ExitCode, result.Output));
        Assert.AreEqual(
            $"{folder["answer.toml"]}:11:14: disk-setup.filesystem 'ext5' is unknown; did you mean \"ext4\"?\n"
            + $"{folder["answer.toml"]}:12:14: disk 'sdb' is not there; there are: sda (240 GB)\n"
            + $"{folder["answer.toml"]}:13:1: unknown key 'disk-setup.nonsense'; there are: filesystem, disk-list, filter, filter-match, zfs, lvm, btrfs\n",
            result.Error);
    }

    [TestMethod]
    public async Task MissingFiles_AreTold()
    {
        using var folder = Folder();
        Assert.AreEqual(
            (1, $"domar-install: Cannot read answer file '{folder["no"]}': there is no 'no'.\n"), Error(await RunAsync("validate", folder["no"], "--inventory", folder.Path)));
        Assert.AreEqual(
            (1, $"domar-install: Cannot read inventory '{folder["no"]}': there is no such folder. It must be a folder with run-env-info.json and run-env-udev.json.\n"),
            Error(await RunAsync("validate", folder["answer.toml"], "--inventory", folder["no"])));
        File.Delete(folder["run-env-udev.json"]);
        Assert.AreEqual(
            (1, $"domar-install: Cannot read inventory '{folder.Path}': there is no 'run-env-udev.json'. It must be a folder with run-env-info.json and run-env-udev.json.\n"),
            Error(await RunAsync("validate", folder["answer.toml"], "--inventory", folder.Path)));
        File.WriteAllText(folder["run-env-udev.json"], "{");
        StringAssert.StartsWith(
            (await RunAsync("validate", folder["answer.toml"], "--inventory", folder.Path)).Error, $"domar-install: Cannot use inventory '{folder.Path}': run-env-udev.json: line 1, column 2: not JSON");
    }

    [TestMethod]
    public async Task EndlessFile_IsRefused() => Assert.Contains(
        "an answer file at most", (await RunAsync("validate", "/dev/zero", "--inventory", Folder().Path)).Error);

    [TestMethod]
    public async Task Inventory_OfThisHost_IsTold()
    {
        var result = await RunAsync("inventory");
        if (result.ExitCode == 1 && result.Error.Contains("Cannot list disks", StringComparison.Ordinal))
        {
            Assert.Inconclusive($"SKIPPED: this host has no /sys/block: {result.Error}");
        }

        Assert.AreEqual(0, result.ExitCode, result.Error);
        StringAssert.StartsWith(result.Output, "Firmware  ");
        Assert.Contains("can be used", result.Output.TrimEnd().Split('\n')[^1]);
        using var json = JsonDocument.Parse((await RunAsync("inventory", "--json")).Output);
        Assert.IsGreaterThan(0, json.RootElement.GetProperty("memory_bytes").GetInt64());
    }

    [TestMethod]
    public async Task FetchAnswer_FromTheMedium_IsPrinted()
    {
        using var folder = Folder();

        var result = await RunAsync("fetch-answer", "--medium", folder.Path);

        Assert.AreEqual((0, Support.Answers.File()), (result.ExitCode, result.Output), result.Error);
    }

    /// <summary>Encryption is code of the system's OpenSSL, which a native program looks for at run time: this is what tells whether it finds it.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task FetchAnswer_OverTls_FromTheUrlOfTheKernelCommandLine_ChecksTheCertificate(bool isRight)
    {
        if (Environment.UserName != "root")
        {
            Assert.Inconclusive("SKIPPED: another /proc/cmdline needs root.");
        }

        using var certificate = TinyWebServer.CreateCertificate();
        using var server = TinyWebServer.Answering(static _ => TinyWebServer.Ok("from the server\n"), certificate);
        using var folder = new TempFolder();
        var fingerprint = isRight ? Convert.ToHexString(SHA256.HashData(certificate.RawData)) : new string('a', 64);
        File.WriteAllText(folder["cmdline"], $"quiet domar.answer={server.Url}answer domar.answer-fingerprint={fingerprint} domar.answer-token=secret\n");
        var (program, arguments) = Program("fetch-answer");

        var result = await new ToolRunner().RunAsync(
            new ToolCommand("unshare", ["--mount", "sh", "-c", "mount --bind \"$1\" /proc/cmdline && shift && exec \"$@\"", "sh", folder["cmdline"], program, .. arguments]) { Timeout = TimeSpan.FromMinutes(1) },
            TestContext.CancellationToken);

        if (isRight)
        {
            Assert.AreEqual((0, "from the server\n"), (result.ExitCode, result.Output), result.Error);
            Assert.AreEqual(("POST", "Bearer secret"), (server.Requests.Single().Method, server.Requests.Single().Headers["Authorization"]));
        }
        else
        {
            Assert.AreEqual((1, ""), (result.ExitCode, result.Output), result.Error);
            Assert.Contains("the server's certificate has the SHA-256 ", result.Error);
            Assert.IsEmpty(server.Requests);
        }
    }

    [TestMethod]
    public async Task Version_IsPrinted() => StringAssert.StartsWith((await RunAsync("version")).Output, "domar-install 0.");

    [TestMethod]
    public async Task UsageError_HasItsExitCode() => Assert.AreEqual(2, (await RunAsync("validate")).ExitCode);

    private static (int Code, string Error) Error(ToolResult result) => (result.ExitCode, result.Error);

    private static TempFolder Folder()
    {
        var folder = new TempFolder();
        File.WriteAllText(folder["run-env-info.json"], Info);
        File.WriteAllText(folder["run-env-udev.json"], """{ "disks": { "0": { "ID_SERIAL": "S1" } }, "nics": {} }""");
        File.WriteAllText(folder["answer.toml"], Support.Answers.File());
        return folder;
    }

    private static (string Program, IReadOnlyList<string> Arguments) Program(params string[] arguments) =>
        Environment.GetEnvironmentVariable("DOMAR_INSTALL_BINARY") is { Length: > 0 } binary ? (binary, arguments) : ("dotnet", [Path.Combine(AppContext.BaseDirectory, "domar-install.dll"), .. arguments]);

    private Task<ToolResult> RunAsync(params string[] arguments)
    {
        var (program, all) = Program(arguments);
        return new ToolRunner().RunAsync(new ToolCommand(program, all) { Timeout = TimeSpan.FromMinutes(1) }, TestContext.CancellationToken);
    }
}
