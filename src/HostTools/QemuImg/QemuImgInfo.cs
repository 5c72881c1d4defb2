namespace Domar.HostTools.QemuImg;

/// <summary>An image's facts.</summary>
/// <param name="Format">Its format.</param>
/// <param name="VirtualSizeBytes">Its size as the guest sees it.</param>
/// <param name="ActualSizeBytes">What it takes on its file system; 0 when that cannot be told.</param>
/// <param name="BackingFile">The backing file as the image names it; null for none. It has not been looked at, and an untrusted image may name any file.</param>
/// <param name="BackingFormat">The backing file's format as the image says; null for none.</param>
/// <param name="DataFile">A qcow2's external data file; null for none. As untrusted as the backing file.</param>
/// <param name="Encrypted">Whether its content is encrypted.</param>
/// <param name="Snapshots">Names of its internal snapshots, oldest first.</param>
public sealed record QemuImgInfo(
    string Format, long VirtualSizeBytes, long ActualSizeBytes, string? BackingFile, string? BackingFormat, string? DataFile, bool Encrypted, IReadOnlyList<string> Snapshots);
