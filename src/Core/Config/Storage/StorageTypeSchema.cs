namespace Domar.Core.Config;

/// <summary>What a type of storage is.</summary>
/// <param name="Name">As in storage.cfg, for example <c>lvmthin</c>.</param>
/// <param name="Content">The kinds of content that it can hold.</param>
/// <param name="DefaultContent">What it holds where storage.cfg does not say.</param>
/// <param name="IsShared">Whether all nodes reach the same data by its nature.</param>
/// <param name="Required">Properties that it cannot do without.</param>
/// <param name="Properties">Its other properties, those of all types left out.</param>
public sealed record StorageTypeSchema(
    string Name, IReadOnlyList<string> Content, IReadOnlyList<string> DefaultContent, bool IsShared, IReadOnlyList<string> Required, IReadOnlyList<string> Properties)
{
    /// <summary>Whether a storage of this type may have the property.</summary>
    public bool Has(string property) => Required.Contains(property) || Properties.Contains(property) || StorageSchema.OfAllTypes.Contains(property);
}
