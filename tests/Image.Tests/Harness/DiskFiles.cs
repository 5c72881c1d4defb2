using Domar.HostTools.Exec;

namespace Domar.Image.Tests.Harness;

/// <summary>Files that are disks of machines.</summary>
internal static class DiskFiles
{
    /// <summary>Makes a raw disk without content, which takes no room.</summary>
    public static void MakeBlank(string path, int sizeMiB)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.SetLength(sizeMiB * 1024L * 1024);
    }

    /// <summary>Makes a disk (qcow2) that is as another one and keeps what is written to it in a file of its own.</summary>
    /// <param name="path">The new disk.</param>
    /// <param name="below">The other one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="format">Format of the other one.</param>
    public static Task MakeOverlayAsync(string path, string below, CancellationToken cancellationToken, string format = "raw") =>
        RunAsync("qemu-img", ["create", "-q", "-f", "qcow2", "-b", Path.GetFullPath(below), "-F", format, path], cancellationToken);

    /// <summary>Copies a raw disk; what is empty takes no room in the copy either.</summary>
    public static Task CopyAsync(string from, string to, CancellationToken cancellationToken) => RunAsync("cp", ["--sparse=always", from, to], cancellationToken);

    /// <summary>Requires that two disks are equal to the byte.</summary>
    /// <param name="expected">One, raw.</param>
    /// <param name="actual">The other one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="format">Format of the other one.</param>
    public static Task RequireEqualAsync(string expected, string actual, CancellationToken cancellationToken, string format = "raw") =>
        RunAsync("qemu-img", ["compare", "-f", "raw", "-F", format, expected, actual], cancellationToken);

    /// <summary>Runs a tool that must succeed; returns its output.</summary>
    public static async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var result = await new ToolRunner().RunAsync(new ToolCommand(program, arguments) { Timeout = TimeSpan.FromMinutes(5) }, cancellationToken);
        Assert.AreEqual(0, result.ExitCode, $"{program} {string.Join(' ', arguments)}: {result.Output} {result.Error}");
        return result.Output;
    }
}
