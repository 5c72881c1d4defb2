using System.Globalization;
using Domar.Core.Install.Toml;
using Domar.Core.Primitives;
using Tomlyn.Syntax;

namespace Domar.Core.Install.Answers;

/// <summary>Takes the values of known keys out of one table, and collects what is wrong with them. What is asked for is known; <see cref="Finish"/> tells the rest.</summary>
internal sealed class AnswerTable
{
    private readonly TomlTable _table;
    private readonly List<AnswerProblem> _problems;
    private readonly string _prefix;
    private readonly List<string> _known = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Reads a table.</summary>
    /// <param name="name">Its name; empty for the file itself.</param>
    /// <param name="table">What is in it.</param>
    /// <param name="at">Where problems of the whole table are told.</param>
    /// <param name="problems">Gets what is wrong.</param>
    public AnswerTable(string name, TomlTable table, TextPosition at, List<AnswerProblem> problems)
    {
        (_table, At, _problems) = (table, at, problems);
        _prefix = name.Length == 0 ? "" : name + ".";
    }

    /// <summary>Where the table begins.</summary>
    public TextPosition At { get; }

    /// <summary>Whether no key is in it.</summary>
    public bool IsEmpty => _table.Entries.Count == 0;

    /// <summary>Adds a problem.</summary>
    public void Fail(TextPosition at, string message) => _problems.Add(new AnswerProblem(at, message));

    /// <summary>A key's whole name.</summary>
    public string FullName(string name) => _prefix + name;

    /// <summary>The place of a key, as the user wrote it; null when it is not there.</summary>
    public TextPosition? PlaceOf(string name) => Look(name)?.At;

    /// <summary>Says that a key is missing.</summary>
    /// <param name="name">The key.</param>
    /// <param name="advice">What to write.</param>
    public void Missing(string name, string advice) => Fail(At, $"{FullName(name)} is missing; {advice}");

    /// <summary>A text; null where it is absent or wrong.</summary>
    /// <param name="name">The key.</param>
    /// <param name="check">What is wrong with a text, as the end of a sentence that begins with the key; null for nothing.</param>
    public Located<string>? Text(string name, Func<string, string?>? check = null)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.Syntax is not StringValueSyntax { Value: { } text })
        {
            Fail(value.At, $"{FullName(name)} must be a text in quotes, not {value.Kind}");
            return null;
        }

        if (check?.Invoke(text) is { } wrong)
        {
            Fail(value.At, $"{FullName(name)} {wrong}");
            return null;
        }

        return new Located<string>(text, value.At);
    }

    /// <summary>One of some words; null where it is absent or wrong.</summary>
    public Located<T>? Choice<T>(string name, IReadOnlyList<(string Word, T Value)> choices)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach (var (word, value) in choices)
        {
            if (word == text.Value)
            {
                return new Located<T>(value, text.At);
            }
        }

        var words = choices.Select(static choice => choice.Word).ToList();
        var near = NearestName.Find(text.Value, words);
        Fail(text.At, $"{FullName(name)} {MessageText.Quote(text.Value)} is unknown; "
            + (near is null ? $"write {MessageText.List([.. words.Select(static word => $"\"{word}\"")], "or")}" : $"did you mean \"{near}\"?"));
        return null;
    }

    /// <summary>True or false; null where it is absent or wrong.</summary>
    public Located<bool>? Flag(string name)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.Syntax is BooleanValueSyntax flag)
        {
            return new Located<bool>(flag.Value, value.At);
        }

        Fail(value.At, $"{FullName(name)} must be true or false, not {value.Kind}");
        return null;
    }

    /// <summary>A whole number within limits; null where it is absent or wrong.</summary>
    /// <param name="name">The key.</param>
    /// <param name="least">Smallest value.</param>
    /// <param name="most">Largest value.</param>
    /// <param name="unit">Unit, with a space before it, for messages; empty for none.</param>
    public Located<int>? Integer(string name, int least, int most, string unit = "")
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.Syntax is IntegerValueSyntax integer && integer.Value >= least && integer.Value <= most)
        {
            return new Located<int>((int)integer.Value, value.At);
        }

        var written = value.Syntax is IntegerValueSyntax wrong ? wrong.Value.ToString(CultureInfo.InvariantCulture) : value.Kind;
        Fail(value.At, $"{FullName(name)} must be a whole number from {least} to {most}{unit}, not {written}");
        return null;
    }

    /// <summary>A size in GiB, which may have a fraction; null where it is absent or wrong.</summary>
    /// <param name="name">The key.</param>
    /// <param name="least">Smallest value.</param>
    public Located<double>? Gibibytes(string name, double least)
    {
        // An upper end, so that bytes fit into 64 bits: a million GiB is a petabyte.
        const double Most = 1_000_000;
        if (Value(name) is not { } value)
        {
            return null;
        }

        double? size = value.Syntax switch
        {
            IntegerValueSyntax integer => integer.Value,
            FloatValueSyntax real => real.Value,
            _ => null,
        };
        if (size >= least && size <= Most)
        {
            return new Located<double>(size.Value, value.At);
        }

        Fail(value.At, $"{FullName(name)} must be a number of GiB from {MessageText.Number(least)} to {MessageText.Number(Most)}, not {(size is { } number ? MessageText.Number(number) : value.Kind)}");
        return null;
    }

    /// <summary>A list of texts, each checked. Null where the key is absent, no list, or one of the texts is wrong: half of a list would be wrong in other ways.</summary>
    public IReadOnlyList<Located<string>>? Texts(string name, Func<string, string?> check)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.Syntax is not ArraySyntax array)
        {
            Fail(value.At, $"{FullName(name)} must be a list of texts, as in {name} = [\"...\"], not {value.Kind}");
            return null;
        }

        var result = new List<Located<string>>();
        foreach (var item in array.Items)
        {
            var at = TomlTreeReader.At(item.Value!.Span.Start);
            if (item.Value is not StringValueSyntax { Value: { } text })
            {
                Fail(at, $"{FullName(name)} must hold texts only, not {TomlValue.KindOf(item.Value)}");
            }
            else if (check(text) is { } wrong)
            {
                Fail(at, $"{FullName(name)}: {MessageText.Quote(text)} {wrong}");
            }
            else
            {
                result.Add(new Located<string>(text, at));
            }
        }

        return result.Count == array.Items.Count() ? result : null;
    }

    /// <summary>A table in this one; null when it is not there, or no table.</summary>
    public AnswerTable? Table(string name)
    {
        switch (Take(name))
        {
            case null:
                return null;
            case { Node: TomlTable table } entry:
                return new AnswerTable(FullName(name), table, entry.At, _problems);
            case var entry:
                Fail(entry.At, $"{FullName(name)} is a table; write [{FullName(name)}] and its keys below");
                return null;
        }
    }

    /// <summary>Whether a key is there and is a table.</summary>
    public bool IsTable(string name) => Look(name)?.Node is TomlTable;

    /// <summary>All keys of a table whose names the user chooses, each with a text.</summary>
    public IReadOnlyList<(Located<string> Key, Located<string> Value)> Map()
    {
        var result = new List<(Located<string> Key, Located<string> Value)>();
        foreach (var entry in _table.Entries)
        {
            _taken.Add(entry.Name);
            if (entry.Node is TomlValue { Syntax: StringValueSyntax { Value: { } text } } value)
            {
                result.Add((new Located<string>(entry.Name, entry.At), new Located<string>(text, value.At)));
            }
            else
            {
                Fail(entry.Node.At, $"{FullName(MessageText.OneLine(entry.Name))} must be a text in quotes, not {entry.Node.Kind}");
            }
        }

        return result;
    }

    /// <summary>Tells the keys that nobody asked for.</summary>
    public void Finish()
    {
        foreach (var entry in _table.Entries.Where(entry => !_taken.Contains(entry.Name)))
        {
            var kind = entry.Node is TomlTable ? "table" : "key";
            Fail(entry.At, $"unknown {kind} {MessageText.Quote(FullName(entry.Name))}; {AnswerKeys.Suggest(_prefix, entry.Name, _known)}");
        }
    }

    private TomlValue? Value(string name)
    {
        switch (Take(name))
        {
            case null:
                return null;
            case { Node: TomlValue value }:
                return value;
            case var entry:
                Fail(entry.At, $"{FullName(name)} is a key and no table; write {name} = ...");
                return null;
        }
    }

    /// <summary>Finds a key and marks it as known, in Proxmox's present spelling (<c>root-password</c>) and its older one (<c>root_password</c>).</summary>
    private TomlEntry? Take(string name)
    {
        if (!_known.Contains(name))
        {
            _known.Add(name);
        }

        var older = name.Replace('-', '_');
        var entry = Look(name);
        if (_taken.Add(name) && older != name && _taken.Add(older) && entry?.Name == name && _table.Find(older) is { } second)
        {
            Fail(second.At, $"{FullName(older)} is the older name of {FullName(name)}, which is in line {entry.At.Line} too; write one of them");
        }

        return entry;
    }

    private TomlEntry? Look(string name) => _table.Find(name) ?? _table.Find(name.Replace('-', '_'));
}
