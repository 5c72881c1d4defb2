namespace Domar.Core.Containers;

/// <summary>How much an archive may hold. A small packed file can unpack to any amount.</summary>
/// <param name="MaxBytes">Bytes of all contents together.</param>
/// <param name="MaxEntries">Number of entries.</param>
public sealed record ArchiveLimits(long MaxBytes, long MaxEntries)
{
    /// <summary>256 GiB and 10 million entries: more than any template has; the volume's own size is the usual limit.</summary>
    public static ArchiveLimits Default { get; } = new(256L << 30, 10_000_000);
}
