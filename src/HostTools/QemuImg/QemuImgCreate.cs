namespace Domar.HostTools.QemuImg;

/// <summary>An image to be made.</summary>
public sealed record QemuImgCreate
{
    /// <summary>Absolute path; must not exist.</summary>
    public required string Path { get; init; }

    /// <summary>Its format.</summary>
    public required string Format { get; init; }

    /// <summary>Its size as the guest sees it, a multiple of 512.</summary>
    public required long SizeBytes { get; init; }

    /// <summary><c>off</c>, <c>metadata</c> (qcow2 only), <c>falloc</c> or <c>full</c>, as storage.cfg has it; null for the format's default (off).</summary>
    public string? Preallocation { get; init; }
}
