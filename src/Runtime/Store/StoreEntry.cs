namespace Domar.Runtime.Store;

/// <summary>A file of the store as read.</summary>
/// <param name="Path">Relative path with '/'.</param>
/// <param name="Text">Its whole text.</param>
/// <param name="Version">Version for compare-and-swap: the SHA-1 of the text in hex, which Proxmox calls digest.</param>
internal sealed record StoreEntry(string Path, string Text, string Version)
{
    /// <summary>
    /// Why the file cannot be used (no UTF-8, a link, too large); null when it can. <see cref="IConfigStore.Read"/> throws for such a file; listings and
    /// changes hold it with what of its text is readable, so that one bad file hides neither itself nor others.
    /// </summary>
    public string? Problem { get; init; }
}
