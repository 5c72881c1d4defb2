using System.Diagnostics;
using System.Text;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Domar.Image.Builder.Recipes;

/// <summary>The keys of a TOML file, flat and with their places.</summary>
internal sealed class TomlFile
{
    private readonly string _file;
    private readonly HashSet<string> _tables = [];

    private TomlFile(string file) => _file = file;

    /// <summary>The keys in the file's order; none where the file is no TOML, since what is left of it says nothing.</summary>
    public List<TomlEntry> Entries { get; } = [];

    /// <summary>What is wrong with the file as TOML.</summary>
    public List<RecipeProblem> Problems { get; } = [];

    /// <summary>Whether the keys can be believed.</summary>
    public bool IsReadable { get; private set; } = true;

    /// <summary>Reads a file; never throws because of what is in it.</summary>
    public static TomlFile Parse(RecipeSource source)
    {
        var result = new TomlFile(source.File);
        var bytes = source.Content.Span;
        if (bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        if (bytes.IsEmpty)
        {
            result.Fail(source.Start, "the file is empty; write at least a description, or remove the file");
        }
        else if (FindBadByte(bytes) is { } bad)
        {
            result.Fail(source.Start with { Line = bad.Line, Column = bad.Column }, $"byte 0x{bad.Value:X2} is not UTF-8; save the file as UTF-8");
        }
        else
        {
            result.Read(Encoding.UTF8.GetString(bytes));
        }

        return result;
    }

    private static (int Line, int Column, byte Value)? FindBadByte(ReadOnlySpan<byte> bytes)
    {
        int line = 1, column = 1;
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                return (line, column, bytes[0]);
            }

            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + rune.Utf16SequenceLength);
            bytes = bytes[length..];
        }

        return null;
    }

    private void Read(string text)
    {
        DocumentSyntax document;
        try
        {
            // Doubles are reported here with their first place, so that the parser's own check is off.
            document = SyntaxParser.Parse(text, _file, validate: false);
        }
        catch (TomlException e)
        {
            Fail(new SourcePosition(_file, Math.Max(1, e.Line ?? 1), Math.Max(1, e.Column ?? 1)), $"not TOML: {OneLine(e.Message)}");
            return;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            // Tomlyn 2.10.2 throws ArgumentOutOfRangeException on a file that ends right after a backslash in a text of several lines.
            Fail(new SourcePosition(_file, 1, 1), "not TOML, and the parser does not say where; look for a text whose quotes do not end");
            return;
        }

        // The first error of a line is the mistake, the others follow from it.
        var errors = document.Diagnostics.Where(static m => m.Kind == DiagnosticMessageKind.Error);
        foreach (var error in errors.GroupBy(static m => m.Span.Start.Line).Select(static g => g.First()))
        {
            Fail(At(error.Span.Start), $"not TOML: {OneLine(error.Message)}");
        }

        if (!IsReadable)
        {
            return;
        }

        Add("", document.KeyValues);
        foreach (var table in document.Tables)
        {
            var name = Name(table.Name!);
            var at = At(table.Name!.Span.Start);
            if (table is TableArraySyntax)
            {
                Problems.Add(new RecipeProblem(at, $"'{name}' is a table; write [{name}], not [[{name}]]"));
            }
            else if (!_tables.Add(name))
            {
                Problems.Add(new RecipeProblem(at, $"table '{name}' is there twice; put its keys under one header"));
            }

            Entries.Add(new TomlEntry(name, at, null, at));
            Add(name + ".", table.Items);
        }

        foreach (var doubles in Entries.Where(static e => e.Value is not null).GroupBy(static e => e.Key))
        {
            var first = doubles.First();
            Problems.AddRange(doubles.Skip(1).Select(entry =>
                new RecipeProblem(entry.At, $"key '{entry.Key}' is there twice (first in line {first.At.Line}); write its value once")));
        }
    }

    private void Add(string prefix, IEnumerable<KeyValueSyntax> pairs)
    {
        foreach (var pair in pairs)
        {
            var name = prefix + Name(pair.Key!);
            var at = At(pair.Key!.Span.Start);
            if (pair.Value is InlineTableSyntax inline)
            {
                Entries.Add(new TomlEntry(name, at, null, at));
                Add(name + ".", inline.Items.Select(static item => item.KeyValue!));
            }
            else
            {
                Entries.Add(new TomlEntry(name, at, pair.Value!, At(pair.Value!.Span.Start)));
            }
        }
    }

    private static string Name(KeySyntax key) =>
        OneLine(string.Join('.', key.DotKeys.Select(static item => Part(item.Key!)).Prepend(Part(key.Key!))));

    private static string Part(BareKeyOrStringValueSyntax part) => part switch
    {
        BareKeySyntax bare => bare.Key!.Text ?? "",
        StringValueSyntax quoted => quoted.Value ?? "",
        _ => throw new UnreachableException(),
    };

    /// <summary>A text for one line of a terminal.</summary>
    internal static string OneLine(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));

    /// <summary>The place of a syntax node.</summary>
    internal SourcePosition At(TextPosition position) => new(_file, position.Line + 1, position.Column + 1);

    private void Fail(SourcePosition at, string message)
    {
        IsReadable = false;
        Problems.Add(new RecipeProblem(at, message));
    }
}
