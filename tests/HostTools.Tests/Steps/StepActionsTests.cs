using System.Runtime.Versioning;
using System.Text;
using Domar.Core.Steps;
using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Domar.HostTools.Steps;
using Domar.HostTools.Tests.Storage;
using Domar.TestKit;
using Domar.TestKit.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace Domar.HostTools.Tests.Steps;

/// <summary>Each kind of step, with real tools and files where nothing is said.</summary>
[TestClass]
[SupportedOSPlatform("linux")]
public sealed class StepActionsTests
{
    private readonly List<string> _log = [];
    private long _written;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Command_GetsArgumentsAndInput_AndIsLoggedWithWhatItPrints()
    {
        await DoAsync(new RunCommand("sh", ["-c", "cat; echo to error >&2"]) { Text = "t", Input = "a b\nü" });

        CollectionAssert.AreEqual(new[] { "sh -c 'cat; echo to error >&2'", "| a b", "| ü", "> a b", "> ü", "> to error" }, _log.Take(6).ToArray());
        StringAssert.StartsWith(_log[6], "exit code 0 after ");
    }

    [TestMethod]
    public async Task FailedCommand_IsNamed_WithWhatItSaid()
    {
        var failure = await FailAsync(new RunCommand("sh", ["-c", "echo one >&2; printf 'two\\r\\033three.\\n' >&2; exit 7"]) { Text = "t" });

        StringAssert.StartsWith(failure.Message, "'sh -c ");
        StringAssert.EndsWith(failure.Message, "' ended with exit code 7: one; two; \\u001bthree.");
    }

    [TestMethod]
    public async Task FailedCommand_ThatSaysNothingOnStandardError_IsToldByItsOutput()
    {
        StringAssert.EndsWith((await FailAsync(new RunCommand("sh", ["-c", "echo out; exit 1"]) { Text = "t" })).Message, "exit code 1: out.");
        StringAssert.EndsWith((await FailAsync(new RunCommand("false", []) { Text = "t" })).Message, "'false' ended with exit code 1 and said nothing.");
    }

    [TestMethod]
    public async Task HangingCommand_EndsAtItsTimeout()
    {
        var failure = await Assert.ThrowsExactlyAsync<ToolTimeoutException>(() => DoAsync(new RunCommand("sleep", ["1000"]) { Text = "t", Timeout = TimeSpan.FromMilliseconds(100) }));

        StringAssert.Contains(failure.Message, "did not end within 0.1 s");
    }

    [TestMethod]
    public async Task CancelledCommand_MayEndByItself()
    {
        using var folder = new TempFolder();
        using var cancel = new CancellationTokenSource();
        await new ToolRunner().RunAsync(new ToolCommand("mkfifo", [folder["go"]]), TestContext.CancellationToken);
        var running = DoAsync(new RunCommand("sh", ["-c", $"read line < {folder["go"]}; echo whole > {folder["result"]}"]) { Text = "t" }, cancel.Token);

        // The command waits for this line, which comes after the cancellation.
        await cancel.CancelAsync();
        await File.WriteAllTextAsync(folder["go"], "go\n", TestContext.CancellationToken);

        await running;
        Assert.AreEqual("whole\n", await File.ReadAllTextAsync(folder["result"], TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task CancelledCommand_ThatDoesNotEnd_IsKilledAfterAWhile()
    {
        using var cancel = new CancellationTokenSource();
        var time = new FakeTimeProvider();
        var running = new StepActions(new ToolRunner(), LinuxFileLayer.Instance, Copier, time).DoAsync(new RunCommand("sleep", ["1000"]) { Text = "t" }, Context, cancel.Token);

        await cancel.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.IsFalse(running.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<OperationCanceledException>(() => running);
        Assert.AreEqual("'sleep 1000' was cancelled. It was killed.", _log[^1]);
    }

    [TestMethod]
    public async Task Cancelled_NothingIsBegun()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(() => DoAsync(new RunCommand("true", []) { Text = "t" }, new CancellationToken(canceled: true)));

        Assert.IsEmpty(_log);
    }

    [TestMethod]
    [DataRow(0x1A4)]
    [DataRow(0x180)]
    [DataRow(0x1B6)]
    public async Task File_IsWrittenWithFoldersAndPermissions_WhateverTheUmask(int mode)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["old"], "old", TestContext.CancellationToken);

        foreach (var path in new[] { folder["a/b/c"], folder["old"] })
        {
            await DoAsync(new WriteFile(path, "ü\n") { Text = "t", Mode = mode });

            Assert.AreEqual("ü\n", await File.ReadAllTextAsync(path, TestContext.CancellationToken));
            Assert.AreEqual((UnixFileMode)mode, File.GetUnixFileMode(path));
        }

        Assert.AreEqual((UnixFileMode)0x1ED, File.GetUnixFileMode(folder["a/b"]));
    }

    [TestMethod]
    public async Task SecretFile_IsNotLogged()
    {
        using var folder = new TempFolder();

        await DoAsync(new WriteFile(folder["a"], "the secret") { Text = "t", IsSecret = true });

        Assert.DoesNotContain(static line => line.Contains("the secret", StringComparison.Ordinal), _log);
    }

    [TestMethod]
    public async Task FullDisk_LeavesTheOldFile()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["a"], "old", TestContext.CancellationToken);
        await File.WriteAllTextAsync(folder["b"], "new", TestContext.CancellationToken);
        var actions = new StepActions(new ToolRunner(), new FullDisk(LinuxFileLayer.Instance), Copier, TimeProvider.System);

        foreach (var step in new Step[] { new WriteFile(folder["a"], "new") { Text = "t" }, new CopyFile(folder["b"], folder["a"]) { Text = "t" } })
        {
            var failure = await Assert.ThrowsExactlyAsync<FileLayerException>(() => actions.DoAsync(step, Context, TestContext.CancellationToken));

            StringAssert.Contains(failure.Message, "No space left on device");
            Assert.AreEqual("old", await File.ReadAllTextAsync(folder["a"], TestContext.CancellationToken));
            Assert.HasCount(2, Directory.GetFileSystemEntries(folder.Path));
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(3_000_001)]
    public async Task FileCopy_HasTheContent_AndCountsItsBytes(int length)
    {
        using var folder = new TempFolder();
        var content = Encoding.ASCII.GetBytes(new string('x', length));
        await File.WriteAllBytesAsync(folder["from"], content, TestContext.CancellationToken);
        File.SetUnixFileMode(folder["from"], UnixFileMode.UserRead);
        Directory.CreateDirectory(folder["boot"]);
        await File.WriteAllTextAsync(folder["boot/vmlinuz"], "old", TestContext.CancellationToken);

        await DoAsync(new CopyFile(folder["from"], folder["boot/vmlinuz"]) { Text = "t", SizeBytes = length });

        CollectionAssert.AreEqual(content, await File.ReadAllBytesAsync(folder["boot/vmlinuz"], TestContext.CancellationToken));
        Assert.AreEqual((UnixFileMode)0x1A4, File.GetUnixFileMode(folder["boot/vmlinuz"]));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder["boot"]));
        Assert.AreEqual(length, _written);
    }

    [TestMethod]
    public async Task FileCopy_OfAnotherSizeThanPlanned_IsAFailure()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["from"], "123", TestContext.CancellationToken);

        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder["from"])));
        StringAssert.StartsWith(
            (await FailAsync(new CopyFile(folder["from"], folder["to"]) { Text = "t", Hash = hash.Replace(hash[0], 'x') })).Message, $"'{folder["from"]}' is damaged: it does not have the hash");
        Assert.IsFalse(File.Exists(folder["to"]));
        await DoAsync(new CopyFile(folder["from"], folder["good"]) { Text = "t", Hash = hash });
        Assert.AreEqual($"'{folder["from"]}' has 3 bytes, and 4 were expected.", (await FailAsync(new CopyFile(folder["from"], folder["to"]) { Text = "t", SizeBytes = 4 })).Message);
        Assert.IsFalse(File.Exists(folder["to"]));
    }

    [TestMethod]
    public async Task Folder_IsMadeWithThoseAbove_AndIsFineWhenThere()
    {
        using var folder = new TempFolder();

        await DoAsync(new MakeFolder(folder["a/b/c"]) { Text = "t", Mode = 0x3FF });
        await DoAsync(new MakeFolder(folder["a/b/c"]) { Text = "t" });

        Assert.AreEqual((UnixFileMode)0x3FF, File.GetUnixFileMode(folder["a/b/c"]));
        Assert.AreEqual((UnixFileMode)0x1ED, File.GetUnixFileMode(folder["a/b"]));
    }

    [TestMethod]
    public async Task FileInTheWayOfAFolder_IsNamed()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["a"], "", TestContext.CancellationToken);

        Assert.AreEqual($"Cannot make folder '{folder["a"]}': there is something else of this name.", (await FailAsync(new MakeFolder(folder["a"]) { Text = "t" })).Message);
    }

    [TestMethod]
    public async Task Mount_MakesItsFolder_AndIsTakenBack()
    {
        using var folder = new TempFolder();
        await using var host = await MountNamespace.CreateAsync();
        var mount = new Mount("none", folder["m/n"], "tmpfs") { Text = "t", Options = "size=1m,mode=0700" };
        var actions = new StepActions(host, LinuxFileLayer.Instance, Copier, TimeProvider.System);

        await actions.DoAsync(mount, Context, TestContext.CancellationToken);
        Assert.AreEqual("tmpfs", await FileSystemAsync(host, mount.Target));

        await actions.UnmountAsync(mount, Context, TestContext.CancellationToken);
        Assert.AreNotEqual("tmpfs", await FileSystemAsync(host, mount.Target));

        // As after a plan that has unmounted it itself, and removed the folder: nothing is left to do.
        await actions.UnmountAsync(mount, Context, TestContext.CancellationToken);
        Directory.Delete(mount.Target);
        await actions.UnmountAsync(mount, Context, TestContext.CancellationToken);
        Assert.DoesNotContain(static command => command.StartsWith("umount -l", StringComparison.Ordinal), host.Commands);
    }

    [TestMethod]
    public async Task MountInUse_IsTakenBackLazily()
    {
        using var folder = new TempFolder();
        await using var host = await MountNamespace.CreateAsync();
        var mount = new Mount("none", folder["m"], "tmpfs") { Text = "t" };
        var actions = new StepActions(host, LinuxFileLayer.Instance, Copier, TimeProvider.System);
        await actions.DoAsync(mount, Context, TestContext.CancellationToken);
        using var end = new CancellationTokenSource();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var user = host.RunAsync(
            new ToolCommand("sh", ["-c", $"cd {mount.Target}; echo here; exec sleep 1000"]) { Timeout = Timeout.InfiniteTimeSpan, OnOutputLine = _ => ready.TrySetResult() }, end.Token);
        await ready.Task;

        await actions.UnmountAsync(mount, Context, TestContext.CancellationToken);

        Assert.AreNotEqual("tmpfs", await FileSystemAsync(host, mount.Target));
        Assert.Contains($"umount -l -- {mount.Target}", host.Commands);
        await end.CancelAsync();
        await ((Task)user).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [TestMethod]
    public async Task MountThatFails_IsTold()
    {
        using var folder = new TempFolder();
        await using var host = await MountNamespace.CreateAsync();
        var actions = new StepActions(host, LinuxFileLayer.Instance, Copier, TimeProvider.System);

        var failure = await Assert.ThrowsExactlyAsync<StepException>(() =>
            actions.DoAsync(new Mount("/dev/nowhere", folder["m"], "ext4") { Text = "t" }, Context, TestContext.CancellationToken));

        StringAssert.Contains(failure.Message, "special device /dev/nowhere does not exist");
    }

    [TestMethod]
    public async Task WholePlan_ThatFailsInTheMiddle_LeavesNoMount()
    {
        // Public face, real actions: standard input, file system, mount; then a write that fails.
        using var folder = new TempFolder();
        await using var host = await MountNamespace.CreateAsync();
        using var disk = await LoopDisk.CreateAsync(folder, "disk", 64 << 20);
        var observer = new RecordingStepObserver();
        var plan = new StepPlan(
        [
            new StepGroup("Disks",
            [
                new RunCommand("tee", [disk.Device]) { Text = "Write the start", Input = "label: gpt\n" },
                new RunCommand("mkfs.ext4", ["-q", "-F", disk.Device]) { Text = "Make the file system", Undo = [new RunCommand("wipefs", ["--all", "--quiet", disk.Device]) { Text = "Wipe" }] },
                new Mount(disk.Device, folder["m"], "ext4") { Text = "Mount" },
                new CopyBytes("/dev/zero", 1 << 20, [new CopyTarget("/dev/full")]) { Text = "Write what does not fit" },
            ]),
        ]);

        var failure = await Assert.ThrowsExactlyAsync<StepFailedException>(() => new StepExecutor(host).RunAsync(plan, observer, TestContext.CancellationToken));

        Assert.AreEqual(
            "Step 4 of 4 failed: Write what does not fit. Cannot write '/dev/full' at byte 0: No space left on device. Undone: Mount; Make the file system.", failure.Message);
        Assert.AreNotEqual(0, (await host.RunAsync(new ToolCommand("mountpoint", ["-q", folder["m"]]), TestContext.CancellationToken)).ExitCode);
        Assert.AreEqual(2, (await host.RunAsync(new ToolCommand("blkid", ["-p", disk.Device]), TestContext.CancellationToken)).ExitCode);
    }

    private static BlockCopier Copier => new(static path => new BlockTarget(path));

    private StepContext Context => new(_log.Add, count => _written += count, static () => { });

    private static async Task<string> FileSystemAsync(MountNamespace host, string path) =>
        (await host.RunAsync(new ToolCommand("stat", ["-f", "-c", "%T", path]), CancellationToken.None)).Output.Trim();

    private Task DoAsync(Step step, CancellationToken? cancellationToken = null) =>
        new StepActions(new ToolRunner(), LinuxFileLayer.Instance, Copier, TimeProvider.System).DoAsync(step, Context, cancellationToken ?? TestContext.CancellationToken);

    private Task<StepException> FailAsync(Step step) => Assert.ThrowsExactlyAsync<StepException>(() => DoAsync(step));
}
