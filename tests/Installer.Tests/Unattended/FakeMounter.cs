using Domar.HostTools.Exec;
using Domar.HostTools.Mounts;

namespace Domar.Installer.Tests.Unattended;

/// <summary>Puts files into the mount folder for known devices, and takes them away.</summary>
internal sealed class FakeMounter(IReadOnlyDictionary<string, string[]> files) : IMounter
{
    public List<string> Log { get; } = [];

    public Task MountReadOnlyAsync(string device, string fileSystem, string folder, CancellationToken cancellationToken)
    {
        Log.Add($"mount {device} {fileSystem}");
        if (!files.TryGetValue(device, out var names))
        {
            return Task.FromException(new ToolException($"Cannot mount '{device}': bad superblock"));
        }

        Directory.CreateDirectory(folder);
        foreach (var name in names)
        {
            File.WriteAllText(Path.Combine(folder, name), $"{name} of {device}");
        }

        return Task.CompletedTask;
    }

    public Task MountAsync(string device, string fileSystem, string folder, string options, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Answers are read, and nothing else.");

    public Task UnmountAsync(string folder, CancellationToken cancellationToken)
    {
        Log.Add("unmount");
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }
}
