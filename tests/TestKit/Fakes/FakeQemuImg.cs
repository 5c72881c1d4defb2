using Domar.HostTools.QemuImg;

namespace Domar.TestKit.Fakes;

/// <summary>Says that every image is qcow2 of a given size, and remembers what was copied.</summary>
/// <param name="sizeBytes">Size of all images.</param>
public sealed class FakeQemuImg(long sizeBytes = 0) : IQemuImg
{
    /// <summary>Copies that were made.</summary>
    public List<QemuImgConvert> Copies { get; } = [];

    /// <summary>Formats that were asked for with images' paths.</summary>
    public List<(string Path, string? Format)> Looks { get; } = [];

    /// <summary>Called in the middle of a copy; it may throw.</summary>
    public Action<QemuImgConvert>? OnConvert { get; set; }

    public Task<QemuImgInfo> InfoAsync(string path, string? format, CancellationToken cancellationToken)
    {
        Looks.Add((path, format));
        return Task.FromResult(new QemuImgInfo(format ?? "qcow2", sizeBytes, 0, null, null, null, false, []));
    }

    public Task CreateAsync(QemuImgCreate request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ResizeAsync(string path, string format, long sizeBytes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ConvertAsync(QemuImgConvert request, CancellationToken cancellationToken)
    {
        Copies.Add(request);
        OnConvert?.Invoke(request);
        return Task.CompletedTask;
    }
}
