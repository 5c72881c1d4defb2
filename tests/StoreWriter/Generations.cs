using System.Globalization;
using System.Text;

namespace Domar.StoreWriter;

/// <summary>Texts that tell which they are and whether they are whole.</summary>
internal static class Generations
{
    /// <summary>The text of a generation; its length differs from that of the one before.</summary>
    public static string Text(int generation)
    {
        var lines = 200 + (generation % 7 * 300);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"generation: {generation}\n");
        for (var line = 0; line < lines; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"key{line}: {generation}\n");
        }

        return text.Append("end\n").ToString();
    }

    /// <summary>Which generation a text is; null when it is none, or only a part of one.</summary>
    public static int? Of(string text)
    {
        var firstLine = text.AsSpan(0, Math.Max(text.IndexOf('\n', StringComparison.Ordinal), 0));
        return firstLine.StartsWith("generation: ", StringComparison.Ordinal)
            && int.TryParse(firstLine["generation: ".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            && text == Text(generation)
            ? generation
            : null;
    }
}
