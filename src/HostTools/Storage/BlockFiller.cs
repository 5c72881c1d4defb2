using Domar.HostTools.Files;
using Domar.HostTools.QemuImg;

namespace Domar.HostTools.Storage;

/// <summary>Copies images into new block devices.</summary>
internal sealed class BlockFiller(IQemuImg qemuImg, IFileLayer layer, IDeviceNodes devices)
{
    /// <summary>Looks at what a request wants to be copied; null for nothing.</summary>
    /// <exception cref="StorageException">It cannot be copied.</exception>
    public async Task<ImportSource?> ExamineAsync(VolumeRequest request, CancellationToken cancellationToken) => request.ImportFrom is null
        ? null
        : await ImportSource.ExamineAsync(request.ImportFrom, layer, qemuImg, cancellationToken).ConfigureAwait(false);

    /// <summary>Copies; the device reads as zeros before.</summary>
    public async Task FillAsync(ImportSource source, string device, Action<double>? onProgress, CancellationToken cancellationToken)
    {
        await devices.WaitForAsync(device, cancellationToken).ConfigureAwait(false);
        await qemuImg.ConvertAsync(
            new QemuImgConvert
            {
                Source = source.Path,
                SourceFormat = source.Format,
                Target = device,
                TargetFormat = "raw",
                TargetExists = true,
                TargetIsZero = true,
                OnProgress = onProgress,
            },
            cancellationToken).ConfigureAwait(false);
    }
}
