namespace Domar.HostTools.Storage;

/// <summary>A storage could not do what was asked; nothing is left half made. The message names the storage and the way out.</summary>
public class StorageException(string message, Exception? inner = null) : Exception(message, inner);
