namespace Domar.Runtime.Store;

/// <summary>A compare-and-swap failed: the file is not at the version that the change was based on.</summary>
internal sealed class StoreConflictException(string message) : StoreException(message);
