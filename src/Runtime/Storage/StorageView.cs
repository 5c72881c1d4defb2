using Domar.HostTools.Storage;

namespace Domar.Runtime.Storage;

/// <summary>A storage as shown to people and clients.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Content">Content types, sorted.</param>
/// <param name="IsEnabled">Whether storage.cfg does not disable it.</param>
/// <param name="IsShared">Whether other nodes see the same storage.</param>
/// <param name="Status">Space; null when it is not active. Of one that does not answer: as last known.</param>
/// <param name="Problem">What is wrong with it, or with storage.cfg; null when all is well.</param>
internal sealed record StorageView(
    string Id, string Type, IReadOnlyList<string> Content, bool IsEnabled, bool IsShared, StorageStatus? Status, string? Problem);
