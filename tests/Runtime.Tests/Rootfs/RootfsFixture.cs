using System.Globalization;
using System.IO.Compression;
using Domar.Core.Containers;
using Domar.HostTools.Exec;
using Domar.HostTools.Rootfs;
using Domar.Runtime.Tests.EndToEnd;
using Domar.TestKit;

namespace Domar.Runtime.Tests.Rootfs;

/// <summary>A folder with a root folder, something beside it that must not change, and the real helper.</summary>
internal sealed class RootfsFixture : IDisposable
{
    private readonly TempFolder _folder = new();

    public RootfsFixture()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Inconclusive("SKIPPED: needs root, for user namespaces with a map of many ids.");
        }

        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Outside);
        File.WriteAllText(Path.Combine(Outside, "secret"), "secret\n");
        Runner = new ToolRunner();
        Rootfs = new Domar.HostTools.Rootfs.Rootfs(Runner, DomarProcess.Program);
    }

    public ToolRunner Runner { get; }

    public IRootfs Rootfs { get; }

    public string Root => _folder["root"];

    /// <summary>Beside the root folder: what a hostile archive would like to reach.</summary>
    public string Outside => _folder["outside"];

    public string this[string name] => _folder[name];

    public RootfsTarget Target(ContainerIdMap? map = null) => new(Root, map ?? ContainerIdMap.Unprivileged());

    public string Archive(byte[] content, string name = "a.tar")
    {
        File.WriteAllBytes(_folder[name], content);
        return _folder[name];
    }

    public string Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return Archive(stream.ToArray(), "a.tar.gz");
    }

    public Task<UnpackResult> UnpackAsync(byte[] archive, ContainerIdMap? map = null, ArchiveLimits? limits = null) =>
        Rootfs.UnpackAsync(Target(map), Archive(archive), limits ?? ArchiveLimits.Default, null, CancellationToken.None);

    /// <summary>Expects a refusal, and that nothing outside of the root folder has changed.</summary>
    public async Task<string> RefusalAsync(byte[] archive, ContainerIdMap? map = null, ArchiveLimits? limits = null) =>
        (await UnchangedOutsideAsync(() => Assert.ThrowsExactlyAsync<RootfsException>(() => UnpackAsync(archive, map, limits)))).Message;

    /// <summary>Does something, and asserts that nothing outside of the root folder has changed by it.</summary>
    public async Task<T> UnchangedOutsideAsync<T>(Func<Task<T>> action)
    {
        var before = await FingerprintAsync();
        var result = await action();
        Assert.AreEqual(before, await FingerprintAsync());
        return result;
    }

    /// <summary>What stat(1) says of something in the root folder.</summary>
    public async Task<string> StatAsync(string format, string path) => (await RunAsync("stat", "-c", format, Path.Combine(Root, path))).Trim();

    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        var result = await Runner.RunAsync(new ToolCommand(program, arguments) { Timeout = TimeSpan.FromMinutes(2) }, CancellationToken.None);
        Assert.AreEqual(0, result.ExitCode, result.Error);
        return result.Output;
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public void Dispose() => _folder.Dispose();

    /// <summary>Owners, modes, links, times and contents of what is beside the root folder, and of the host's accounts.</summary>
    private async Task<string> FingerprintAsync() =>
        await RunAsync("find", _folder.Path, "/etc/passwd", "/etc/shadow", "/etc/hostname", "-path", Root, "-prune", "-o", "-name", "a.tar*", "-o", "-path", _folder.Path, "-o", "-printf", "%p %U:%G %m %n %s %T@ %C@ %l\n")
        + string.Concat(Directory.EnumerateFiles(Outside).Order(StringComparer.Ordinal).Select(static f => File.ReadAllText(f)))
        + Directory.EnumerateFileSystemEntries("/").Count().ToString(CultureInfo.InvariantCulture);
}
