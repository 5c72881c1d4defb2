namespace Domar.Core.Install.Answers;

/// <summary>A rule that chooses devices: a udev property whose value must match a pattern.</summary>
/// <param name="Property">The property's name, such as <c>ID_SERIAL</c>.</param>
/// <param name="Pattern">What its value must be.</param>
/// <param name="At">Where the rule is.</param>
public sealed record PropertyFilter(string Property, Glob Pattern, TextPosition At)
{
    /// <summary>Whether a device is meant.</summary>
    /// <param name="properties">Its udev properties.</param>
    public bool Matches(IReadOnlyDictionary<string, string> properties) => properties.TryGetValue(Property, out var value) && Pattern.IsMatch(value);
}
