namespace Domar.Core.Containers;

/// <summary>How a container template is packed.</summary>
public enum TemplateFormat
{
    /// <summary>A plain tar archive.</summary>
    Tar,

    /// <summary>tar in gzip.</summary>
    Gzip,

    /// <summary>tar in xz.</summary>
    Xz,

    /// <summary>tar in Zstandard.</summary>
    Zstd,
}
