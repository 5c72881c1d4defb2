namespace Domar.Image.Tests.Harness;

/// <summary>A file in an ISO: all in one piece.</summary>
/// <param name="Path">From the root, with slashes: <c>/boot/vmlinuz</c>.</param>
/// <param name="Offset">Where its bytes begin, in bytes from the image's begin.</param>
/// <param name="Size">How many.</param>
internal sealed record IsoFile(string Path, long Offset, long Size);
