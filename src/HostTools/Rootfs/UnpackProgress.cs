namespace Domar.HostTools.Rootfs;

/// <summary>How far unpacking is.</summary>
/// <param name="Fraction">Part of the archive that has been read, 0 to 1.</param>
/// <param name="Entries">Entries so far.</param>
/// <param name="Bytes">Bytes of contents so far.</param>
public sealed record UnpackProgress(double Fraction, long Entries, long Bytes);
