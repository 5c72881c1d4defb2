namespace Domar.Runtime.Store;

/// <summary>The store could not read or write a file. The message names it and the reason.</summary>
internal class StoreException(string message, Exception? inner = null) : Exception(message, inner);
