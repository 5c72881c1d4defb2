namespace Domar.HostTools.QemuImg;

/// <summary>A copy to be made.</summary>
public sealed record QemuImgConvert
{
    /// <summary>Absolute path of the image to read.</summary>
    public required string Source { get; init; }

    /// <summary>Its format; null to guess from the content (see <see cref="IQemuImg.InfoAsync"/>).</summary>
    public string? SourceFormat { get; init; }

    /// <summary>Whether to read it even though a running QEMU may write to it: the copy is then as after a power cut, at best.</summary>
    public bool SourceInUse { get; init; }

    /// <summary>Absolute path of the copy.</summary>
    public required string Target { get; init; }

    /// <summary>Its format.</summary>
    public required string TargetFormat { get; init; }

    /// <summary>Whether the target exists already (a block device, or an image that is large enough) and is to be written into; otherwise it is made.</summary>
    public bool TargetExists { get; init; }

    /// <summary>Whether the existing target reads as zeros all over, as a new thin volume does: what is zero in the source is then not written, and takes no space.</summary>
    public bool TargetIsZero { get; init; }

    /// <summary>As in <see cref="QemuImgCreate.Preallocation"/>.</summary>
    public string? Preallocation { get; init; }

    /// <summary>Called with the fraction done, from 0 to 1, on another thread; null when not wanted.</summary>
    public Action<double>? OnProgress { get; init; }
}
