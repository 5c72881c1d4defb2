using Domar.HostTools.Storage;

namespace Domar.Runtime.Storage;

/// <summary>A storage as shown to people and clients.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Content">Content types, sorted.</param>
/// <param name="IsEnabled">Whether storage.cfg does not disable it.</param>
/// <param name="IsShared">Whether other nodes see the same storage.</param>
/// <param name="Status">Space; null when it is not active.</param>
/// <param name="Problem">Why it is not active; null when it is.</param>
internal sealed record StorageView(
    string Id, string Type, IReadOnlyList<string> Content, bool IsEnabled, bool IsShared, StorageStatus? Status, string? Problem);
