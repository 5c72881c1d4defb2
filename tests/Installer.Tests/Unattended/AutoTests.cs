using System.Text;
using System.Text.Json;
using Domar.Core.Install.Inventory;
using Domar.HostTools.Web;
using Domar.Installer.Cli;
using Domar.Installer.Tests.Cli;
using Domar.Installer.Tests.Support;
using Domar.Installer.Installation;
using Domar.Installer.Unattended;
using Domar.TestKit;
using Domar.TestKit.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace Domar.Installer.Tests.Unattended;

/// <summary>The unattended commands in this process, on a machine of fakes.</summary>
[TestClass]
public sealed class AutoTests
{
    private const string Webhook = "[post-installation-webhook]\nurl = \"https://hook.example/\"\nauth-token = \"t\"\n";
    private static readonly BlockDevice Disk = FakeMachine.Disk with { Name = "sda", Path = "/dev/sda" };

    [TestMethod]
    public async Task Auto_FindsInstallsTellsAndRestarts()
    {
        using var stage = new Stage(Answers.File(more: Webhook));

        var code = await stage.RunAsync("auto", "--medium", stage.Medium.Path);

        Assert.AreEqual((0, ""), (code, stage.Error.ToString()));
        Assert.AreEqual("install /dev/sda; reboot", string.Join("; ", stage.Events));
        var call = stage.Web.Calls.Single();
        Assert.AreEqual(("https://hook.example/", "t"), (call.Url, call.AuthToken));
        Assert.Contains($"Answer file: {stage.Medium["answer.toml"]} (the medium).", stage.Output.ToString());
        Assert.Contains("all of it is erased", stage.Output.ToString());
    }

    [TestMethod]
    public async Task Auto_SwitchesOff_WhereTheAnswerWantsIt()
    {
        using var stage = new Stage(Answers.File(global: Answers.Global + "reboot-mode = \"power-off\"\n"));

        await stage.RunAsync("auto", "--medium", stage.Medium.Path);

        Assert.AreEqual("install /dev/sda; poweroff", string.Join("; ", stage.Events));
    }

    [TestMethod]
    public async Task Auto_OnAWrongAnswer_PrintsEveryProblem_AndLeavesTheMachine()
    {
        using var stage = new Stage(Answers.File(disks: "[disk-setup]\nfilesystem = \"ext5\"\ndisk-list = [\"sdb\"]\n"));

        Assert.AreEqual(1, await stage.RunAsync("auto", "--medium", stage.Medium.Path));

        var file = stage.Medium["answer.toml"];
        Assert.AreEqual(
            $"*** The installation failed ***\n{file}:11:14: disk-setup.filesystem 'ext5' is unknown; did you mean \"ext4\"?\n"
            + $"{file}:12:14: disk 'sdb' is not there; there are: sda (21 GB)\n"
            + "domar-install: Domar is not installed. The machine stays as it is; 'domar-install auto' tries again.\n",
            stage.Error.ToString());
        Assert.IsEmpty(stage.Events);
    }

    [TestMethod]
    [DataRow("ext5")] // the answer is wrong
    [DataRow("ext4")] // the installation fails
    public async Task Auto_RestartsOnAnError_OnlyWhereTheAnswerWantsIt_AfterAPause(string fileSystem)
    {
        using var stage = new Stage(Answers.File(global: Answers.Global + "reboot-on-error = true\n", disks: Answers.Disks.Replace("ext4", fileSystem))) { Failure = new InstallException(["Cannot write sda.", "And more."]) };

        var running = stage.RunAsync("auto", "--medium", stage.Medium.Path);
        await stage.Time.Waiting;
        Assert.DoesNotContain("reboot", stage.Events);
        stage.Time.Advance(AutoCommand.ErrorPause);

        Assert.AreEqual((1, "reboot"), (await running, stage.Events[^1]));
        Assert.Contains("The machine restarts in 30 s, as the answer file wants (reboot-on-error).", stage.Error.ToString());
        Assert.AreEqual(fileSystem == "ext4", stage.Error.ToString().Contains("Cannot write sda.\nAnd more.\n", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task Auto_WebhookThatFails_IsAWarning()
    {
        using var stage = new Stage(Answers.File(more: Webhook), static call => throw new WebCallException($"Cannot send to '{call.Url}': the server answered 500.", isTemporary: false));

        Assert.AreEqual(0, await stage.RunAsync("auto", "--medium", stage.Medium.Path));

        Assert.AreEqual("domar-install: warning: the post-installation webhook was not told: Cannot send to 'https://hook.example/': the server answered 500.\n", stage.Error.ToString());
        Assert.AreEqual("reboot", stage.Events[^1]);
    }

    [TestMethod]
    [DataRow("auto")]
    [DataRow("fetch-answer")]
    public async Task WithoutAnAnswerFile_TheExitCodeSaysSo(string command)
    {
        using var stage = new Stage(null);
        var running = stage.RunAsync(command, "--medium", stage.Medium.Path);
        while (!running.IsCompleted)
        {
            stage.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.AreEqual(3, await running);
        Assert.Contains("domar-install: There is no answer file.", stage.Error.ToString());
        Assert.IsEmpty(stage.Events);
    }

    [TestMethod]
    public async Task Auto_FirstBootProgramOfTheMedium_IsStagedForRootAlone()
    {
        using var stage = new Stage(Answers.File(more: "[first-boot]\nsource = \"from-iso\"\n"));
        File.WriteAllText(stage.Medium["proxmox-first-boot"], "#!/bin/sh\n");

        Assert.AreEqual(0, await stage.RunAsync("auto", "--medium", stage.Medium.Path), stage.Error.ToString());

        var program = stage.Request!.FirstBootProgram!;
        Assert.AreEqual("#!/bin/sh\n", File.ReadAllText(program));
        Assert.AreEqual("700", Convert.ToString((int)Mode(program), 8));
    }

    [TestMethod]
    public async Task Auto_FirstBootProgramFromAUrl_IsFetchedBeforeAnythingIsWritten()
    {
        using var stage = new Stage(Answers.File(more: $"[first-boot]\nsource = \"from-url\"\nurl = \"https://a/x\"\ncert-fingerprint = \"{new string('a', 64)}\"\n"), static _ => "\u007fELF");

        Assert.AreEqual(0, await stage.RunAsync("auto", "--medium", stage.Medium.Path), stage.Error.ToString());

        var call = stage.Web.Calls.Single();
        Assert.AreEqual(("https://a/x", null, new string('a', 64), 1024 * 1024), (call.Url, call.Json, call.CertFingerprint, call.MaxBytes));
        Assert.AreEqual("\u007fELF", File.ReadAllText(stage.Request!.FirstBootProgram!));
    }

    [TestMethod]
    [DataRow("source = \"from-iso\"", "domar-install: first-boot.source is \"from-iso\", and neither beside the answer file nor")]
    [DataRow("source = \"from-url\"\nurl = \"https://a/x\"", "domar-install: The first-boot program (https://a/x) is none: it begins neither with '#!' nor as an ELF file does.")]
    public async Task Auto_WithoutARightFirstBootProgram_InstallsNothing(string text, string expected)
    {
        using var stage = new Stage(Answers.File(more: $"[first-boot]\n{text}\n"), static _ => "<html>");

        Assert.AreEqual(1, await stage.RunAsync("auto", "--medium", stage.Medium.Path));

        StringAssert.StartsWith(stage.Error.ToString(), "*** The installation failed ***\n" + expected);
        Assert.IsEmpty(stage.Events);
    }

    [TestMethod]
    public async Task FirstBootProgram_ThatIsTooLarge_IsRefused()
    {
        using var stage = new Stage(Answers.File(more: "[first-boot]\nsource = \"from-iso\"\n"));
        File.WriteAllBytes(stage.Medium["first-boot"], new byte[AnswerFolder.MostProgramBytes + 1]);

        Assert.AreEqual(1, await stage.RunAsync("auto", "--medium", stage.Medium.Path));

        StringAssert.StartsWith(stage.Error.ToString(), "*** The installation failed ***\n" + $"domar-install: The first-boot program '{stage.Medium["first-boot"]}' has more than 1048576 bytes.");
    }

    [TestMethod]
    public async Task FetchAnswer_PrintsTheFileAlone()
    {
        using var stage = new Stage("the file\n");

        Assert.AreEqual(0, await stage.RunAsync("fetch-answer", "--medium", stage.Medium.Path));

        Assert.AreEqual(("the file\n", $"Answer file: {stage.Medium["answer.toml"]} (the medium), 9 bytes\n"), (stage.Output.ToString(), stage.Error.ToString()));
    }

    [TestMethod]
    public async Task FetchAnswer_WritesAFileForItsOwnerAlone()
    {
        using var stage = new Stage("the file\n");
        using var folder = new TempFolder();
        File.WriteAllText(folder["a"], "old and longer than the new one");

        Assert.AreEqual(0, await stage.RunAsync("fetch-answer", "--medium", stage.Medium.Path, $"--output={folder["a"]}"));

        Assert.AreEqual($"Answer file: {stage.Medium["answer.toml"]} (the medium), 9 bytes, written to {folder["a"]}\n", stage.Output.ToString());
        Assert.AreEqual(("the file\n", "600"), (File.ReadAllText(folder["a"]), Convert.ToString((int)Mode(folder["a"]), 8)));
    }

    [TestMethod]
    public async Task FetchAnswer_IntoADevice_LeavesTheDeviceAsItIs()
    {
        using var stage = new Stage("the file\n");
        var before = Mode("/dev/null");

        Assert.AreEqual(0, await stage.RunAsync("fetch-answer", "--medium", stage.Medium.Path, "--output", "/dev/null"));

        Assert.AreEqual(before, Mode("/dev/null"));
    }

    [TestMethod]
    public async Task FetchAnswer_UsesTheCommandLineOfTheKernel_AndTellsTheServerWhatThisMachineIs()
    {
        using var stage = new Stage(null, static _ => "x");
        stage.Machine.Write("proc/cmdline", "quiet domar.answer=http://a/\n");

        Assert.AreEqual(0, await stage.RunAsync("fetch-answer"), stage.Error.ToString());

        Assert.AreEqual(("x", "Answer file: http://a/ (the kernel command line), 1 bytes\n"), (stage.Output.ToString(), stage.Error.ToString()));
        using var json = JsonDocument.Parse(stage.Web.Calls.Single().Json!);
        Assert.AreEqual(
            """{"$schema":{"version":"1.0"},"product":{"fullname":"Domar","product":"pve","enable_btrfs":false},"iso":{"release":"VERSION","isorelease":"1"},"dmi":{"system":{"serial":"M1"},"baseboard":{},"chassis":{}},"network_interfaces":[{"link":"enp1s0","mac":"52:54:00:00:00:01"}]}""",
            JsonSerializer.Serialize(json.RootElement).Replace(json.RootElement.GetProperty("iso").GetProperty("release").GetString()!, "VERSION"));
    }

    [TestMethod]
    public async Task Webhook_HasTheFormOfProxmox()
    {
        using var stage = new Stage(Answers.File(more: Webhook))
        {
            Outcome = new InstallOutcome { MachineId = "0123", SshHostKeys = new Dictionary<string, string> { ["ed25519"] = "ssh-ed25519 AAAA root@node1\n" } },
        };

        await stage.RunAsync("auto", "--medium", stage.Medium.Path);

        using var json = JsonDocument.Parse(stage.Web.Calls.Single().Json!);
        var version = json.RootElement.GetProperty("product").GetProperty("version").GetString()!;
        Assert.AreEqual(
            """
            {"$schema":{"version":"1.2"},"debian-version":"13.1","product":{"fullname":"Domar","short":"pve","version":"VERSION"},"iso":{"release":"VERSION","isorelease":"1"},
            "kernel-version":{"machine":"x86_64","release":"6.12.48+deb13-amd64","sysname":"Linux","version":"#1 SMP Debian 6.12.48-1"},"boot-info":{"mode":"efi","secureboot":true},
            "cpu-info":{"cores":1,"cpus":1,"flags":"sse2 vmx","hvm":true,"model":"ACME CPU","sockets":1},"dmi":{"system":{"serial":"M1"},"baseboard":{},"chassis":{}},
            "filesystem":"ext4","fqdn":"node1.example.com","machine-id":"0123","disks":[{"size":21474836480,"is-bootdisk":true,"udev-properties":{"DEVNAME":"/dev/sda"}}],
            "network-interfaces":[{"name":"enp1s0","mac":"52:54:00:00:00:01","address":"192.0.2.10/24","is-management":true,"udev-properties":{"INTERFACE":"enp1s0"}}],
            "ssh-public-host-keys":{"ecdsa":"","ed25519":"ssh-ed25519 AAAA root@node1","rsa":""},"reboot-mode":"reboot"}
            """.Replace("\n", ""),
            JsonSerializer.Serialize(json.RootElement, Relaxed).Replace(version, "VERSION"));
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static UnixFileMode Mode(string path) => OperatingSystem.IsLinux() ? File.GetUnixFileMode(path) : throw new PlatformNotSupportedException();

    /// <summary>A clock that tells when somebody waits for it.</summary>
    private sealed class SignallingTime : FakeTimeProvider
    {
        private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waiting => _waiting.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _waiting.TrySetResult();
            return timer;
        }
    }

    /// <summary>A machine of fakes with a medium, and what was done on it.</summary>
    private sealed class Stage : IUnattendedInstallation, IPower, IDisposable
    {
        public Stage(string? answer, Func<WebCall, string>? web = null)
        {
            Web = new FakeWeb(web ?? (static _ => ""));
            if (answer is not null)
            {
                File.WriteAllText(Medium["answer.toml"], answer);
            }
        }

        public FakeMachine Machine { get; } = new();

        public TempFolder Medium { get; } = new();

        public FakeWeb Web { get; }

        public SignallingTime Time { get; } = new();

        public StringWriter Output { get; } = new() { NewLine = "\n" };

        public StringWriter Error { get; } = new() { NewLine = "\n" };

        public List<string> Events { get; } = [];

        public InstallException? Failure { get; init; }

        public InstallOutcome Outcome { get; init; } = new();

        public InstallRequest? Request { get; private set; }

        public Task<int> RunAsync(params string[] arguments) => CommandLine.RunAsync(
            arguments,
            Machine.Reader([], [FakeMachine.Link], Disk),
            null!,
            null!,
            new UnattendedTools
            {
                Lsblk = new FakeLsblk(Disk),
                Mounter = new FakeMounter(new Dictionary<string, string[]>()),
                Networkd = new FakeNetworkd([]),
                Dns = new FakeDns(),
                Web = Web,
                Installation = this,
                Power = this,
                Time = Time,
                Root = Machine.Path,
            },
            Output,
            Error,
            CancellationToken.None);

        Task<InstallOutcome> IUnattendedInstallation.RunAsync(InstallRequest request, Action<string> progress, CancellationToken cancellationToken)
        {
            Request = request;
            if (Failure is not null)
            {
                return Task.FromException<InstallOutcome>(Failure);
            }

            Events.Add($"install {request.Settings.Disks.Targets.Single().Device.Path}");
            return Task.FromResult(Outcome);
        }

        Task IPower.RebootAsync(CancellationToken cancellationToken) => Record("reboot");

        Task IPower.PowerOffAsync(CancellationToken cancellationToken) => Record("poweroff");

        public void Dispose()
        {
            Machine.Dispose();
            Medium.Dispose();
            Output.Dispose();
            Error.Dispose();
        }

        private Task Record(string what)
        {
            Events.Add(what);
            return Task.CompletedTask;
        }
    }
}
