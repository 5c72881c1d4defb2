namespace Domar.HostTools.Storage;

/// <summary>A volume that was named is not on its storage.</summary>
public sealed class VolumeNotFoundException(string message, Exception? inner = null) : StorageException(message, inner);
