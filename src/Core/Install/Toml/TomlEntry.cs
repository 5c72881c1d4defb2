using Domar.Core.Install.Answers;

namespace Domar.Core.Install.Toml;

/// <summary>A key of a table.</summary>
/// <param name="Name">Its last part, without quotes.</param>
/// <param name="At">Where the key is written.</param>
/// <param name="Node">What it has.</param>
internal sealed record TomlEntry(string Name, TextPosition At, TomlNode Node);
