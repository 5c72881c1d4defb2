namespace Domar.Core.Install.Settings;

/// <summary>Options of a ZFS pool.</summary>
/// <param name="Ashift">Logarithm of the sector size.</param>
/// <param name="ArcMaxMiB">Largest size of the ARC.</param>
/// <param name="Checksum">The property <c>checksum</c>.</param>
/// <param name="Compress">The property <c>compression</c>.</param>
/// <param name="Copies">The property <c>copies</c>.</param>
public sealed record ZfsSettings(int Ashift, int ArcMaxMiB, string Checksum, string Compress, int Copies);
