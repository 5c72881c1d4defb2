using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Domar.HostTools.QemuImg;

namespace Domar.HostTools.Storage;

/// <summary>An image whose content is to be copied into a new volume.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Format">Its format.</param>
/// <param name="SizeBytes">Size that a guest sees.</param>
/// <param name="WantedBytes">Space that its copy takes at least.</param>
internal sealed record ImportSource(string Path, string Format, long SizeBytes, long WantedBytes)
{
    /// <summary>Looks at an image before it is copied.</summary>
    /// <exception cref="StorageException">There is none, or it is not one that can be copied by itself.</exception>
    public static async Task<ImportSource> ExamineAsync(string path, IFileLayer layer, IQemuImg qemuImg, CancellationToken cancellationToken)
    {
        var facts = await Task.Run(() => File.Exists(path) ? layer.Stat(File.ResolveLinkTarget(path, true)?.FullName ?? path) : null, cancellationToken).ConfigureAwait(false)
            ?? throw new StorageException($"Cannot import '{path}': there is no such file.");
        // A raw image is whatever its bytes are: to guess from them would let a guest pass its disk off as another format.
        if (path.EndsWith(".raw", StringComparison.OrdinalIgnoreCase) && facts.Kind == FileKind.File)
        {
            return new ImportSource(path, "raw", facts.SizeBytes, facts.AllocatedBytes);
        }

        var isDevice = facts.Kind != FileKind.File;
        QemuImgInfo info;
        try
        {
            var format = isDevice ? "raw" : path.EndsWith(".qcow2", StringComparison.OrdinalIgnoreCase) ? "qcow2" : null;
            info = await qemuImg.InfoAsync(path, format, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException e)
        {
            throw new StorageException($"Cannot import '{path}': {e.Message}", e);
        }

        // Such an image can name any file of the host; its content would end up in the guest.
        if ((info.BackingFile ?? info.DataFile) is { } other)
        {
            throw new StorageException($"Cannot import '{path}': it needs another file, '{other}'. Make it whole first, with 'qemu-img convert -O qcow2 {path} whole.qcow2'.");
        }

        return info.Encrypted
            ? throw new StorageException($"Cannot import '{path}': it is encrypted. Decrypt it with qemu-img convert first.")
            // How much of a device is data is not known here, so its copy is not refused before it begins.
            : new ImportSource(path, info.Format, info.VirtualSizeBytes, isDevice ? 0 : facts.AllocatedBytes);
    }
}
