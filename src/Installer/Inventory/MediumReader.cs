using Domar.Core.Firmware;
using Domar.Core.Install.Plans;

namespace Domar.Installer.Inventory;

/// <summary>Looks at the medium that is installed from.</summary>
/// <param name="folder">Where it is mounted; null for where the live system has it.</param>
/// <param name="bootFolder">Where the boot loader's files are.</param>
internal sealed class MediumReader(string? folder, string bootFolder = "/usr/share/domar/boot")
{
    private const string LiveFolder = "/run/domar-boot/medium";

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; } = folder is null ? LiveFolder : Path.GetFullPath(folder);

    /// <summary>Version and sizes; null when there is no medium and none was asked for.</summary>
    /// <exception cref="InventoryException">The folder that was asked for has no medium in it.</exception>
    public InstallImage? Read()
    {
        var description = Path.Combine(Folder, FirmwareImage.RootConfPath);
        if (folder is null && !File.Exists(description))
        {
            return null;
        }

        try
        {
            var values = KeyValueLines.Read(File.ReadAllText(description));
            var version = values.GetValueOrDefault("version")?.Trim();
            return string.IsNullOrEmpty(version)
                ? throw new InventoryException($"Cannot use medium '{Folder}': domar/root.conf has no version in it.")
                : new InstallImage(version, Size(FirmwareImage.KernelPath), Size(FirmwareImage.InitrdPath), Size(FirmwareImage.RootPath), SizeOf(Path.Combine(bootFolder, "core.img")) ?? 0)
                {
                    KernelHash = values.GetValueOrDefault("kernel_hash"),
                    InitrdHash = values.GetValueOrDefault("initrd_hash"),
                };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InventoryException(
                $"Cannot read medium '{Folder}': {exception.Message} It must be a folder with boot/vmlinuz, boot/initrd, domar/root.img and domar/root.conf, such as a mounted ISO of Domar.", exception);
        }

        long Size(string name) => SizeOf(Path.Combine(Folder, name)) ?? throw new FileNotFoundException($"there is no '{name}'.");
    }

    private static long? SizeOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : null;
}
