using Domar.Core.Firmware;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Firmware;

/// <summary>Judges an image file before anything is written: that it is a Domar ISO, whole, undamaged and not too large.</summary>
public static class FirmwareImageReader
{
    private const string Advice = "Check the file against its published SHA-256 and download it again.";
    private const int MaxRootConfBytes = 64 * 1024;

    // FAT needs some of its partition for itself.
    private const long BootOverheadBytes = 8 * 1024 * 1024;

    /// <summary>Reads the whole file once.</summary>
    /// <param name="path">Absolute path of the file.</param>
    /// <param name="onProgress">Called with the fraction done, from 0 to 1; null when not wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FirmwareException">It cannot be used; the message says why.</exception>
    public static FirmwareImage Read(string path, Action<double>? onProgress, CancellationToken cancellationToken)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return Read(file, path, onProgress, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FirmwareException($"Cannot install '{path}': there is no such file on this host.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FirmwareException($"Cannot install '{path}': it cannot be read: {exception.Message}", exception);
        }
    }

    private static FirmwareImage Read(SafeFileHandle file, string path, Action<double>? onProgress, CancellationToken cancellationToken)
    {
        FirmwareException Refuse(string why) => new($"Cannot install '{path}': {why}");

        var length = RandomAccess.GetLength(file);
        if (IsoReader.TryOpen(file) is not { } iso)
        {
            throw Refuse("it is no ISO. 'domar firmware install' takes the file that Domar is installed from (domar-VERSION.iso).");
        }

        if (!iso.Label.StartsWith("DOMAR", StringComparison.Ordinal))
        {
            throw Refuse($"it is an ISO of something else ('{iso.Label}'). 'domar firmware install' takes the file that Domar is installed from (domar-VERSION.iso).");
        }

        if (length < iso.SizeBytes)
        {
            throw Refuse($"it is incomplete: it has {length / 1_000_000} MB of {iso.SizeBytes / 1_000_000} MB; the download or the copy was cut off. {Advice}");
        }

        IsoExtent Find(string name) => iso.Find(name) ?? throw Refuse($"it has no /{name}. {Advice}");
        var conf = Find(FirmwareImage.RootConfPath);
        if (conf.LengthBytes > MaxRootConfBytes)
        {
            throw Refuse($"its /{FirmwareImage.RootConfPath} is too long. {Advice}");
        }

        var root = RootConf.TryParse(iso.ReadText(conf) ?? "", out var problem) ?? throw Refuse($"/{FirmwareImage.RootConfPath} in it is damaged: {problem}. {Advice}");
        var image = Find(FirmwareImage.RootPath);
        if (image.LengthBytes != root.SizeBytes)
        {
            throw Refuse($"its root image has {image.LengthBytes} bytes instead of {root.SizeBytes}. {Advice}");
        }

        var (kernelAt, initrdAt) = (Find(FirmwareImage.KernelPath), Find(FirmwareImage.InitrdPath));
        var (kernel, initrd) = (kernelAt.LengthBytes, initrdAt.LengthBytes);
        var rootRoom = PartitionRole.RootA.SizeBytes()!.Value;
        var bootRoom = PartitionRole.BootA.SizeBytes()!.Value - BootOverheadBytes;
        if (root.SizeBytes > rootRoom || kernel + initrd > bootRoom)
        {
            throw Refuse($"it is too large for a slot: root image {Mib(root.SizeBytes)} of {Mib(rootRoom)} MiB, kernel and initramfs {Mib(kernel + initrd)} of {Mib(bootRoom)} MiB.");
        }

        foreach (var (at, hash, what) in (ReadOnlySpan<(IsoExtent, string?, string)>)[(kernelAt, root.KernelHash, "kernel"), (initrdAt, root.InitrdHash, "initramfs")])
        {
            if (hash is not null && iso.HashOf(at) != hash)
            {
                throw Refuse($"its {what} is damaged: it does not have the hash that version {root.Title} was built with. {Advice}");
            }
        }

        return VerityTree.IsWhole(file, image.OffsetBytes, root, onProgress, cancellationToken)
            ? new FirmwareImage(path, root, kernel, initrd)
            : throw Refuse($"its root image is damaged: it does not have the hash that version {root.Title} was built with. {Advice}");
    }

    private static long Mib(long bytes) => (bytes + (1 << 20) - 1) >> 20;
}
