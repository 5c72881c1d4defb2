using Domar.Core.Install.Answers;

namespace Domar.Core.Install.Toml;

/// <summary>What a key of a TOML file has: a value or a table.</summary>
/// <param name="At">Where it is written; of a table that stands in several places, the first.</param>
internal abstract record TomlNode(TextPosition At)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}
