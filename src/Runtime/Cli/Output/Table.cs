namespace Domar.Runtime.Cli.Output;

/// <summary>Rows in aligned columns, two spaces between them.</summary>
/// <param name="headings">Headings; one that begins with '&gt;' makes a right-aligned column.</param>
internal sealed class Table(params IReadOnlyList<string> headings)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a row with a cell for each heading.</summary>
    public void Add(params IReadOnlyList<string> cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Count, headings.Count);
        _rows.Add([.. cells.Select(Printable)]);
    }

    /// <summary>Prints headings and rows, or one sentence when there are no rows.</summary>
    public void Print(CliContext context, string whenEmpty)
    {
        if (_rows.Count == 0)
        {
            context.Out.WriteLine(whenEmpty);
            return;
        }

        var names = headings.Select(heading => heading.TrimStart('>')).ToArray();
        var widths = new int[names.Length];
        for (var column = 0; column < widths.Length; column++)
        {
            widths[column] = names[column].Length;
            foreach (var row in _rows)
            {
                widths[column] = Math.Max(widths[column], row[column].Length);
            }
        }

        var (bold, plain) = context.UseColour ? ("\e[1m", "\e[0m") : ("", "");
        context.Out.Write(bold);
        PrintRow(context.Out, names, widths, plain);
        foreach (var row in _rows)
        {
            PrintRow(context.Out, row, widths, "");
        }
    }

    private void PrintRow(TextWriter output, IReadOnlyList<string> cells, int[] widths, string end)
    {
        // No blanks at the end of a line: the last cells that are empty are left out.
        var last = cells.Count - 1;
        while (last > 0 && cells[last].Length == 0)
        {
            last--;
        }

        for (var column = 0; column <= last; column++)
        {
            var right = headings[column].StartsWith('>');
            output.Write(right ? cells[column].PadLeft(widths[column]) : column == last ? cells[column] : cells[column].PadRight(widths[column]));
            output.Write(column < last ? "  " : "");
        }

        output.WriteLine(end);
    }

    // A cell is one line, and nothing that a guest's owner wrote steers the terminal.
    internal static string Printable(string text)
    {
        return text.Any(char.IsControl) ? string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        }) : text;
    }
}
