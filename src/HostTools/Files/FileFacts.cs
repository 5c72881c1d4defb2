namespace Domar.HostTools.Files;

/// <summary>Facts of a name in a folder.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="SizeBytes">Length of a file's content.</param>
/// <param name="AllocatedBytes">Space that it takes on its file system; less than the length where the file has holes.</param>
/// <param name="ModifiedAt">When the content last changed.</param>
/// <param name="Device">The file system that it lies on; differs from its parent folder's at a mount point.</param>
/// <param name="Inode">Its number on that file system.</param>
public readonly record struct FileFacts(
    FileKind Kind, long SizeBytes, long AllocatedBytes, DateTimeOffset ModifiedAt, ulong Device, ulong Inode);
