using System.Text;

namespace Domar.Image.Builder.Sbom;

/// <summary>Paragraphs of fields, the form of Debian's control files (deb822(5)). Pure.</summary>
public static class Deb822
{
    /// <summary>The paragraphs; field names in any case, and lines of a value joined by line feeds, without the blank that continues them. Lines that are no
    /// field are skipped, since copyright files are written by hand.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Parse(string text)
    {
        var paragraphs = new List<IReadOnlyDictionary<string, string>>();
        var current = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? field = null;
        var value = new StringBuilder();
        foreach (var raw in text.Split('\n').Append(""))
        {
            var line = raw.TrimEnd();
            if (raw.Length > 0 && raw[0] is ' ' or '\t' && field is not null && line.Length > 0)
            {
                value.Append('\n').Append(line.AsSpan().TrimStart());
                continue;
            }

            if (field is not null)
            {
                current[field] = value.ToString();
                field = null;
            }

            var colon = line.IndexOf(':');
            if (line.Length == 0)
            {
                if (current.Count > 0)
                {
                    paragraphs.Add(current);
                    current = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                }
            }
            else if (line[0] != '#' && colon > 0 && raw[0] is not (' ' or '\t'))
            {
                field = line[..colon];
                value.Clear().Append(line.AsSpan(colon + 1).Trim());
            }
        }

        return paragraphs;
    }
}
