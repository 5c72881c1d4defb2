namespace Domar.HostTools.Rootfs;

/// <summary>What was unpacked.</summary>
/// <param name="Entries">Entries of the archive, without those left out.</param>
/// <param name="Skipped">Entries that were left out: what is in /dev, and device nodes in an unprivileged container.</param>
/// <param name="Bytes">Bytes of contents.</param>
/// <param name="Warnings">What could not be kept (extended attributes, names that are not UTF-8), for people; the first ones only.</param>
public sealed record UnpackResult(long Entries, long Skipped, long Bytes, IReadOnlyList<string> Warnings);
