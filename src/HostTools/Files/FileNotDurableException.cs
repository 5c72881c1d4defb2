namespace Domar.HostTools.Files;

/// <summary>The new content of a file is in place, but syncing its folder failed: a power cut may bring the old content back.</summary>
/// <param name="path">The file.</param>
/// <param name="inner">Why the folder could not be synced.</param>
public sealed class FileNotDurableException(string path, FileLayerException inner)
    : IOException($"'{path}' was written, but the disk did not confirm it: {inner.Reason}. A power cut may bring the old content back. Check the disk.", inner);
