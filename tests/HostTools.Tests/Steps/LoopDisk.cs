using Domar.HostTools.Exec;
using Domar.TestKit;

namespace Domar.HostTools.Tests.Steps;

/// <summary>A block device of its own, on a file. Needs root; the test is skipped without.</summary>
internal sealed class LoopDisk : IDisposable
{
    private static readonly ToolRunner Runner = new();

    private LoopDisk(string device, string file) => (Device, File) = (device, file);

    public string Device { get; }

    public string File { get; }

    public static async Task<LoopDisk> CreateAsync(TempFolder folder, string name, long bytes, int sectorBytes = 512)
    {
        var file = folder[name];
        await using (var stream = System.IO.File.Create(file))
        {
            stream.SetLength(bytes);
        }

        var result = await Runner.RunAsync(new ToolCommand("losetup", ["--find", "--show", "--sector-size", $"{sectorBytes}", file]), CancellationToken.None);
        if (result.ExitCode != 0)
        {
            Assert.Inconclusive($"SKIPPED: there are no loop devices here (needs root): {result.Error.Trim()}");
        }

        return new LoopDisk(result.Output.Trim(), file);
    }

    public void Dispose() => Runner.RunAsync(new ToolCommand("losetup", ["--detach", Device]), CancellationToken.None).GetAwaiter().GetResult();
}
