using Domar.Core.Install.Answers;

namespace Domar.Core.Install.Toml;

/// <summary>A table, in whichever of TOML's ways it is written: a header, dotted keys, or braces.</summary>
internal sealed record TomlTable(TextPosition At, bool IsInline) : TomlNode(At)
{
    private readonly Dictionary<string, TomlEntry> _byName = new(StringComparer.Ordinal);
    private readonly List<TomlEntry> _entries = [];

    /// <inheritdoc/>
    public override string Kind => "a table";

    /// <summary>Whether the table's header was there already: a second one is a mistake.</summary>
    public bool HasHeader { get; set; }

    /// <summary>Its keys in the file's order.</summary>
    public IReadOnlyList<TomlEntry> Entries => _entries;

    /// <summary>A key; null when it is not there.</summary>
    public TomlEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Adds a key that is not there yet.</summary>
    public void Add(TomlEntry entry)
    {
        _byName.Add(entry.Name, entry);
        _entries.Add(entry);
    }
}
