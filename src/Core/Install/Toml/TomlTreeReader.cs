using System.Buffers;
using System.Diagnostics;
using System.Text;
using Domar.Core.Install.Answers;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;
using TextPosition = Domar.Core.Install.Answers.TextPosition;

namespace Domar.Core.Install.Toml;

/// <summary>Makes a tree of tables out of a TOML file; what is wrong with the file as TOML is told with its place, and never thrown.</summary>
internal sealed class TomlTreeReader
{
    /// <summary>More than any answer file needs; a limit, because the parser's work and memory grow with the file.</summary>
    public const int MaxBytes = 1024 * 1024;

    private readonly List<AnswerProblem> _problems;

    private TomlTreeReader(List<AnswerProblem> problems) => _problems = problems;

    /// <summary>Reads a file.</summary>
    /// <param name="bytes">Its content; UTF-8 is checked here.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <returns>The root table; null where the file is no TOML, because what is left of it says nothing.</returns>
    public static TomlTable? Read(ReadOnlySpan<byte> bytes, List<AnswerProblem> problems)
    {
        if (bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        if (bytes.Length > MaxBytes)
        {
            problems.Add(new AnswerProblem(TextPosition.Start, $"the file has {bytes.Length} bytes, and an answer file at most {MaxBytes}; is this the right file?"));
            return null;
        }

        if (FindBadByte(bytes) is { } bad)
        {
            problems.Add(new AnswerProblem(bad.At, $"byte 0x{bad.Value:X2} is not UTF-8; save the file as UTF-8"));
            return null;
        }

        return new TomlTreeReader(problems).Read(Encoding.UTF8.GetString(bytes));
    }

    private static (TextPosition At, byte Value)? FindBadByte(ReadOnlySpan<byte> bytes)
    {
        int line = 1, column = 1;
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) != OperationStatus.Done)
            {
                return (new TextPosition(line, column), bytes[0]);
            }

            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + rune.Utf16SequenceLength);
            bytes = bytes[length..];
        }

        return null;
    }

    private TomlTable? Read(string text)
    {
        DocumentSyntax document;
        try
        {
            // Keys that are there twice are told here, with both places; the parser's own check is off.
            document = SyntaxParser.Parse(text, "answer", validate: false);
        }
        catch (TomlException e)
        {
            Add(new TextPosition(Math.Max(1, e.Line ?? 1), Math.Max(1, e.Column ?? 1)), $"not TOML: {MessageText.OneLine(e.Message)}");
            return null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            // Tomlyn 2.10.2 throws ArgumentOutOfRangeException on a file that ends right after a backslash in a text of several lines.
            Add(TextPosition.Start, "not TOML, and the parser does not say where; look for a text whose quotes do not end");
            return null;
        }

        // The first error of a line is the mistake, the others follow from it.
        var errors = document.Diagnostics.Where(static m => m.Kind == DiagnosticMessageKind.Error).GroupBy(static m => m.Span.Start.Line).Select(static g => g.First()).ToList();
        foreach (var error in errors)
        {
            Add(At(error.Span.Start), $"not TOML: {MessageText.OneLine(error.Message)}");
        }

        if (errors.Count > 0)
        {
            return null;
        }

        var root = new TomlTable(TextPosition.Start, IsInline: false);
        AddPairs(root, document.KeyValues);
        foreach (var table in document.Tables)
        {
            AddTable(root, table);
        }

        return root;
    }

    private void AddTable(TomlTable root, TableSyntaxBase syntax)
    {
        var parts = Parts(syntax.Name!);
        if (syntax is TableArraySyntax)
        {
            Add(parts[0].At, $"{MessageText.Quote(Join(parts))} is one table and no list of them; write [{MessageText.OneLine(Join(parts))}]");
        }

        var table = Walk(root, parts);
        if (table is null)
        {
            return;
        }

        if (table.HasHeader && syntax is not TableArraySyntax)
        {
            Add(parts[0].At, $"table {MessageText.Quote(Join(parts))} is there twice (first in line {table.At.Line}); put its keys under one header");
        }

        table.HasHeader = true;
        AddPairs(table, syntax.Items);
    }

    private void AddPairs(TomlTable table, IEnumerable<KeyValueSyntax> pairs)
    {
        foreach (var pair in pairs)
        {
            var parts = Parts(pair.Key!);
            var target = Walk(table, parts[..^1]);
            var (name, at) = parts[^1];
            if (target is null)
            {
                continue;
            }

            if (target.Find(name) is { } first)
            {
                Add(parts[0].At, $"key {MessageText.Quote(Join(parts))} is there twice (first in line {first.At.Line}); write it once");
            }
            else if (pair.Value is InlineTableSyntax inline)
            {
                var node = new TomlTable(At(inline.Span.Start), IsInline: true);
                target.Add(new TomlEntry(name, at, node));
                // As deep as the parser lets values nest: 64.
                AddPairs(node, inline.Items.Select(static item => item.KeyValue!));
            }
            else
            {
                target.Add(new TomlEntry(name, at, new TomlValue(pair.Value!, At(pair.Value!.Span.Start))));
            }
        }
    }

    /// <summary>The table of a name below another, made where it is not there; null where a value has the name.</summary>
    private TomlTable? Walk(TomlTable table, List<(string Name, TextPosition At)> parts)
    {
        foreach (var (name, at) in parts)
        {
            switch (table.Find(name)?.Node)
            {
                case null:
                    var made = new TomlTable(at, IsInline: false);
                    table.Add(new TomlEntry(name, at, made));
                    table = made;
                    break;
                case TomlTable { IsInline: false } inner:
                    table = inner;
                    break;
                case TomlTable closed:
                    Add(at, $"table {MessageText.Quote(name)} is complete in line {closed.At.Line}, where it is written in braces; put all its keys in there");
                    return null;
                case var value:
                    Add(at, $"{MessageText.Quote(name)} is {value.Kind} in line {value.At.Line}, so that it cannot be a table here; decide for one");
                    return null;
            }
        }

        return table;
    }

    private static List<(string Name, TextPosition At)> Parts(KeySyntax key) =>
        [(Part(key.Key!), At(key.Key!.Span.Start)), .. key.DotKeys.Select(static item => (Part(item.Key!), At(item.Key!.Span.Start)))];

    private static string Part(BareKeyOrStringValueSyntax part) => part switch
    {
        BareKeySyntax bare => bare.Key!.Text ?? "",
        StringValueSyntax quoted => quoted.Value ?? "",
        _ => throw new UnreachableException(),
    };

    private static string Join(IEnumerable<(string Name, TextPosition At)> parts) => string.Join('.', parts.Select(static part => part.Name));

    /// <summary>The place of a syntax node.</summary>
    public static TextPosition At(Tomlyn.Syntax.TextPosition position) => new(position.Line + 1, position.Column + 1);

    private void Add(TextPosition at, string message) => _problems.Add(new AnswerProblem(at, message));
}
