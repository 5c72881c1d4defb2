using Domar.Core.Primitives;

namespace Domar.HostTools.Storage;

/// <summary>A volume to be made.</summary>
public sealed record VolumeRequest
{
    /// <summary>The guest that it will belong to.</summary>
    public required GuestId Owner { get; init; }

    /// <summary>Its size.</summary>
    public required long SizeBytes { get; init; }

    /// <summary><c>raw</c> or <c>qcow2</c>; null for the storage's default.</summary>
    public string? Format { get; init; }

    /// <summary>Name wanted, for example <c>vm-100-disk-1.qcow2</c>; null for the next free one.</summary>
    public string? Name { get; init; }

    /// <summary>Absolute path of an image whose content is copied in; null for an empty volume. The volume is at least as large as the image.</summary>
    public string? ImportFrom { get; init; }

    /// <summary>Called with the fraction copied, from 0 to 1; null when not wanted.</summary>
    public Action<double>? OnProgress { get; init; }
}
