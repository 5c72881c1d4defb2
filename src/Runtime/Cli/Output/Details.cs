namespace Domar.Runtime.Cli.Output;

/// <summary>Names and values below each other, the values aligned.</summary>
internal sealed class Details
{
    private readonly List<(string Name, string Value)> _lines = [];

    /// <summary>Adds a line; nothing when the value is null or empty.</summary>
    public Details Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _lines.Add((name, Table.Printable(value)));
        }

        return this;
    }

    /// <summary>Prints them, indented by <paramref name="indent"/> blanks.</summary>
    public void Print(TextWriter output, int indent = 2)
    {
        var width = _lines.Count == 0 ? 0 : _lines.Max(line => line.Name.Length);
        foreach (var (name, value) in _lines)
        {
            output.WriteLine($"{new string(' ', indent)}{name.PadRight(width)}  {value}");
        }
    }
}
