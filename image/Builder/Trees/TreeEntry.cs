namespace Domar.Image.Builder.Trees;

/// <summary>A file, folder or link in a root tree.</summary>
/// <param name="Path">Its path from the tree's root, such as <c>/usr/bin/ls</c>.</param>
/// <param name="Kind">What it is itself; links are not followed.</param>
/// <param name="SizeBytes">Bytes of a regular file's content, 0 for anything else.</param>
/// <param name="Inode">Equal for hard links of one file: device and inode number.</param>
/// <param name="LinkTarget">What a symbolic link says, else null.</param>
public sealed record TreeEntry(string Path, TreeEntryKind Kind, long SizeBytes, (ulong Device, ulong Number) Inode, string? LinkTarget = null);
