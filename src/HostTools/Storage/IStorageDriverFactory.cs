using Domar.Core.Config;

namespace Domar.HostTools.Storage;

/// <summary>Makes drivers for the storages of storage.cfg.</summary>
public interface IStorageDriverFactory
{
    /// <summary>The driver of a storage; nothing is touched before it is used.</summary>
    /// <param name="section">What storage.cfg says of it.</param>
    /// <exception cref="StorageException">Its type is not supported yet, or a property cannot be used.</exception>
    IStorageDriver Create(StorageSection section);
}
