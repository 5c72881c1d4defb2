using System.Diagnostics.CodeAnalysis;
using Domar.Core.Primitives;
using Domar.Image.Builder.Text;
using Tomlyn.Syntax;

namespace Domar.Image.Builder.Recipes;

/// <summary>Takes values of known keys out of a TOML file and collects what is wrong with them.</summary>
internal sealed class TomlReader
{
    private readonly TomlFile _file;
    private readonly RecipeSource _source;

    /// <summary>Reads a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="keys">Every key there may be, with its table: <c>units.enable</c>.</param>
    public TomlReader(RecipeSource source, IReadOnlyList<string> keys)
    {
        _source = source;
        _file = TomlFile.Parse(source);
        Problems = _file.Problems;
        var tables = keys.Where(static key => key.Contains('.')).Select(static key => key[..key.IndexOf('.')]).ToHashSet();
        foreach (var entry in _file.Entries)
        {
            if (entry.Value is null ? tables.Contains(entry.Key) : keys.Contains(entry.Key))
            {
                continue;
            }

            Problems.Add(new RecipeProblem(entry.At, entry switch
            {
                { Value: not null } when tables.Contains(entry.Key) => $"'{entry.Key}' is a table; write [{entry.Key}] and its keys below",
                { Value: null } when keys.Contains(entry.Key) => $"'{entry.Key}' is a key and no table; write {entry.Key} = ...",
                { Value: null } => $"unknown table '{entry.Key}'{Suggest(entry.Key, tables)}",
                _ => $"unknown key '{entry.Key}'{Suggest(entry.Key, keys)}",
            }));
        }
    }

    /// <summary>All problems so far.</summary>
    public List<RecipeProblem> Problems { get; }

    /// <summary>False where the file is no TOML at all: a missing key is then no news.</summary>
    public bool IsReadable => _file.IsReadable;

    /// <summary>The place of a key, if it is there.</summary>
    public bool Has(string key, out SourcePosition at)
    {
        var entry = _file.Entries.Find(e => e.Key == key && e.Value is not null);
        at = entry?.At ?? default;
        return entry is not null;
    }

    /// <summary>The description, which every file has.</summary>
    public string Description()
    {
        if (!IsReadable)
        {
            return "";
        }

        if (!TryFind("description", out var entry))
        {
            Problems.Add(new RecipeProblem(_source.Start, "description is missing; say in one line what this is for"));
            return "";
        }

        var text = Text("description", entry.Value, entry.ValueAt);
        if (text is not null && (string.IsNullOrWhiteSpace(text) || text.Any(char.IsControl)))
        {
            Problems.Add(new RecipeProblem(entry.ValueAt, "description must be one line that is not empty"));
        }

        return text ?? "";
    }

    /// <summary>A text, or null where it is absent or wrong.</summary>
    public Located<string>? Text(string key) =>
        TryFind(key, out var entry) && Text(key, entry.Value, entry.ValueAt) is { } text ? new Located<string>(text, entry.ValueAt) : null;

    /// <summary>A list of texts, each checked; wrong ones are left out. Null where the key is absent.</summary>
    /// <param name="key">The key.</param>
    /// <param name="check">What is wrong with a text, or null.</param>
    public IReadOnlyList<Located<string>>? List(string key, Func<string, string?> check)
    {
        if (!TryFind(key, out var entry))
        {
            return null;
        }

        if (entry.Value is not ArraySyntax array)
        {
            Problems.Add(new RecipeProblem(entry.ValueAt, $"{key} must be a list of texts, as in {key} = [\"...\"], not {Kind(entry.Value)}"));
            return [];
        }

        var items = new List<Located<string>>();
        foreach (var item in array.Items)
        {
            var at = _file.At(item.Value!.Span.Start);
            if (item.Value is not StringValueSyntax { Value: { } text })
            {
                Problems.Add(new RecipeProblem(at, $"{key} must hold texts only, not {Kind(item.Value)}"));
            }
            else if (check(text) is { } problem)
            {
                Problems.Add(new RecipeProblem(at, problem));
            }
            else
            {
                items.Add(new Located<string>(text, at));
            }
        }

        return items;
    }

    /// <summary>A budget in MB, or null where it is absent or wrong.</summary>
    public Located<long>? Megabytes(string key)
    {
        // An upper end, so that bytes fit into 64 bits: a million MB is a terabyte.
        const long Largest = 1_000_000;
        if (!TryFind(key, out var entry))
        {
            return null;
        }

        if (entry.Value is IntegerValueSyntax { Value: > 0 and <= Largest } integer)
        {
            return new Located<long>(integer.Value, entry.ValueAt);
        }

        var written = entry.Value is IntegerValueSyntax wrong ? wrong.Value.ToString() : Kind(entry.Value);
        Problems.Add(new RecipeProblem(entry.ValueAt, $"{key} must be a whole number of MB from 1 to {Largest}, not {written}"));
        return null;
    }

    private bool TryFind(string key, [NotNullWhen(true)] out TomlEntry? entry)
    {
        entry = _file.Entries.Find(e => e.Key == key && e.Value is not null);
        return entry is not null;
    }

    private string? Text(string key, ValueSyntax? value, SourcePosition at)
    {
        if (value is StringValueSyntax { Value: { } text })
        {
            return text;
        }

        Problems.Add(new RecipeProblem(at, $"{key} must be a text in quotes, not {Kind(value)}"));
        return null;
    }

    private static string Kind(ValueSyntax? value) => value switch
    {
        StringValueSyntax => "a text",
        IntegerValueSyntax => "a number",
        FloatValueSyntax => "a number with a fraction",
        BooleanValueSyntax => "true or false",
        DateTimeValueSyntax => "a date or time",
        ArraySyntax => "a list",
        InlineTableSyntax => "a table",
        _ => "this",
    };

    private static string Suggest(string written, IEnumerable<string> candidates)
    {
        var all = candidates.ToList();
        // A key at the wrong level ("enable" without its table) is written right but for the table.
        var moved = all.Find(candidate => Leaf(candidate) == Leaf(written));
        return (moved ?? NearestName.Find(written, all)) is { } name
            ? $"; did you mean '{name}'?"
            : $"; there are: {string.Join(", ", all.Order(StringComparer.Ordinal))}";
    }

    private static string Leaf(string key) => key[(key.LastIndexOf('.') + 1)..];
}
