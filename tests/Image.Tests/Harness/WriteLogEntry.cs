namespace Domar.Image.Tests.Harness;

/// <summary>One request that a disk was given, in the order in which they were answered.</summary>
/// <param name="Offset">Where on the disk, in bytes.</param>
/// <param name="Length">How much, in bytes; 0 for a flush.</param>
/// <param name="Kind">What it was.</param>
/// <param name="IsForced">Whether it was on the medium when it was answered (FUA).</param>
/// <param name="DataAt">Where in the log's file the written bytes lie.</param>
internal sealed record WriteLogEntry(long Offset, long Length, WriteKind Kind, bool IsForced, long DataAt);
