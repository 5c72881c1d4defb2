using Domar.HostTools.Exec;

namespace Domar.HostTools.QemuImg;

/// <summary>
/// qemu-img(1). Paths are absolute, because qemu-img reads others with a colon as protocols. Formats are QEMU's names: <c>raw</c>, <c>qcow2</c>, <c>vmdk</c>, ...
/// All methods throw <see cref="ToolException"/> with qemu-img's reason, and <see cref="NoSpaceException"/> when the target is full.
/// </summary>
public interface IQemuImg
{
    /// <summary>An image's facts. Works on images in use as well; backing files are not opened.</summary>
    /// <param name="path">Absolute path of an image file or block device.</param>
    /// <param name="format">
    /// Its format. Null makes qemu-img guess from the content: right for a file that a user brings, wrong for a guest's raw volume, where the guest
    /// decides what the content looks like.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<QemuImgInfo> InfoAsync(string path, string? format, CancellationToken cancellationToken);

    /// <summary>Makes an image, whole or not at all. A file that exists is not touched.</summary>
    Task CreateAsync(QemuImgCreate request, CancellationToken cancellationToken);

    /// <summary>Grows an image. Shrinking is refused.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="format">Its format.</param>
    /// <param name="sizeBytes">New size, a multiple of 512.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task ResizeAsync(string path, string format, long sizeBytes, CancellationToken cancellationToken);

    /// <summary>Copies an image into another, whole or not at all. When it fails or is cancelled a file that it made is removed; a file that existed is not touched.</summary>
    Task ConvertAsync(QemuImgConvert request, CancellationToken cancellationToken);
}
