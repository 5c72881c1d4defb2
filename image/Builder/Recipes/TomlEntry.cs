using Tomlyn.Syntax;

namespace Domar.Image.Builder.Recipes;

/// <summary>A key of a TOML file with its whole name.</summary>
/// <param name="Key">The parts of the name joined by dots, such as <c>units.enable</c>, whichever way they are written.</param>
/// <param name="At">Where the key is.</param>
/// <param name="Value">Its value; null for the header of a table.</param>
/// <param name="ValueAt">Where the value is.</param>
internal sealed record TomlEntry(string Key, SourcePosition At, ValueSyntax? Value, SourcePosition ValueAt);
