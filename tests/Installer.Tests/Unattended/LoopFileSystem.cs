using Domar.Core.Install.Inventory;
using Domar.HostTools.Exec;
using Domar.TestKit;

namespace Domar.Installer.Tests.Unattended;

/// <summary>A real file system (ext4) with an answer file on a loop device. Needs root, and the tools that make it. Sticks with FAT are started with in Image.Tests.</summary>
internal sealed class LoopFileSystem : IAsyncDisposable
{
    private readonly ToolRunner _runner;

    private LoopFileSystem(ToolRunner runner, string path, string image) => (_runner, Path, Image) = (runner, path, image);

    /// <summary>The device.</summary>
    public string Path { get; }

    /// <summary>The file behind it.</summary>
    public string Image { get; }

    public static async Task<LoopFileSystem> CreateAsync(ToolRunner runner, TempFolder folder, string label, string answer, CancellationToken cancellationToken)
    {
        if (Environment.UserName != "root" || ProgramFinder.Find("mke2fs") is null)
        {
            Assert.Inconclusive("SKIPPED: making ext4 on a loop device needs root and e2fsprogs.");
        }

        var image = folder["disk.img"];
        await using (var file = File.Create(image))
        {
            file.SetLength(16 * 1024 * 1024);
        }

        Directory.CreateDirectory(folder["content"]);
        await File.WriteAllTextAsync(folder["content/answer.toml"], answer, cancellationToken);
        await RunAsync("mke2fs", "-q", "-t", "ext4", "-L", label, "-d", folder["content"], image);

        var path = (await RunAsync("losetup", "--find", "--show", image)).Trim();
        return new LoopFileSystem(runner, path, image);

        async Task<string> RunAsync(string program, params string[] arguments)
        {
            var result = await runner.RunAsync(new ToolCommand(program, arguments), cancellationToken);
            Assert.AreEqual(0, result.ExitCode, $"{program}: {result.Error}");
            return result.Output;
        }
    }

    /// <summary>The device as lsblk tells it in a system with udev, which asks blkid; build machines have none.</summary>
    public async Task<BlockDevice> ProbeAsync(CancellationToken cancellationToken)
    {
        var result = await _runner.RunAsync(new ToolCommand("blkid", ["--probe", "--output", "export", Path]), cancellationToken);
        Assert.AreEqual(0, result.ExitCode, result.Error);
        var values = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(static line => line[..line.IndexOf('=')], static line => line[(line.IndexOf('=') + 1)..]);
        return new BlockDevice
        {
            Name = System.IO.Path.GetFileName(Path),
            Path = Path,
            Kind = "loop",
            SizeBytes = new FileInfo(Image).Length,
            FileSystem = values["TYPE"],
            Label = values["LABEL"],
        };
    }

    public async ValueTask DisposeAsync() => await _runner.RunAsync(new ToolCommand("losetup", ["--detach", Path]), CancellationToken.None);
}
