namespace Domar.Installer.Inventory;

/// <summary>What was needed could not be read.</summary>
/// <param name="message">What, why, what to do.</param>
/// <param name="inner">The cause.</param>
internal sealed class InventoryException(string message, Exception? inner = null) : Exception(message, inner);
