namespace Domar.Installer.Screens.Controls;

/// <summary>Breaks text into lines.</summary>
internal static class WrappedText
{
    /// <summary>Lines of a width at most, broken at blanks where there are some. The blanks at a line's beginning begin its continuations too.</summary>
    /// <param name="text">Text; its line ends stay.</param>
    /// <param name="width">Columns.</param>
    public static IReadOnlyList<string> Lines(string text, int width)
    {
        var result = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            var indent = line[..Math.Min(line.Length - line.TrimStart().Length, width / 2)];
            var rest = line;
            while (rest.Length > width)
            {
                var at = rest.LastIndexOf(' ', width, width - indent.Length);
                var hasBlank = at > indent.Length;
                result.Add(rest[..(hasBlank ? at : width)]);
                rest = indent + rest[(hasBlank ? at + 1 : width)..];
            }

            result.Add(rest);
        }

        return result;
    }
}
