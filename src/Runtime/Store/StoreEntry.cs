namespace Domar.Runtime.Store;

/// <summary>A file of the store as read.</summary>
/// <param name="Path">Relative path with '/'.</param>
/// <param name="Text">Its whole text.</param>
/// <param name="Version">Version for compare-and-swap: the SHA-1 of the text in hex, which Proxmox calls digest.</param>
internal sealed record StoreEntry(string Path, string Text, string Version);
