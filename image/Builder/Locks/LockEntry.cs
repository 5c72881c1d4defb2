namespace Domar.Image.Builder.Locks;

/// <summary>One Debian package, pinned.</summary>
/// <param name="Set">What it is for, such as <c>image</c>.</param>
/// <param name="Package">Its name.</param>
/// <param name="Version">Its version with epoch.</param>
/// <param name="Architecture">Its architecture, or <c>all</c>.</param>
/// <param name="SizeBytes">Size of the .deb.</param>
/// <param name="Sha256">Its SHA-256, 64 lower case hex digits.</param>
/// <param name="Archive"><c>debian</c> or <c>debian-security</c>.</param>
/// <param name="Path">Its path in the archive, from <c>pool/</c>, as in a URL.</param>
public sealed record LockEntry(
    string Set, string Package, string Version, string Architecture, long SizeBytes, string Sha256, string Archive, string Path);
