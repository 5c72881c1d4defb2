using System.Globalization;
using System.Text.Json;

namespace Domar.Core.Tests.Config;

/// <summary>A row of the reference data's tables of keys.</summary>
internal sealed record KeyRow(string Key, int? MaxIndex, string SubKey, string Type, string? Default, Dictionary<string, string> Constraints, string Kind, string Grammar)
{
    internal double? Number(string name) => Constraints.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    internal string? Text(string name) => Constraints.TryGetValue(name, out var text) ? (text[0] == '"' ? JsonSerializer.Deserialize<string>(text) : text) : null;

    internal string[] Enum => Constraints.TryGetValue("enum", out var text) ? JsonSerializer.Deserialize<string[]>(text)! : [];

    internal bool IsFileOnly => Kind == "file-only";
}

/// <summary>Reads the tables.</summary>
internal static class KeyTable
{
    internal static List<KeyRow> Read(string path) => File.ReadLines(path).Skip(1).Select(Row).ToList();

    private static KeyRow Row(string line)
    {
        var cells = line.Split('\t');
        Assert.HasCount(9, cells, line);
        var range = cells[1].Length == 0 ? (int?)null : int.Parse(cells[1].Split("..")[1], CultureInfo.InvariantCulture);
        return new(cells[0], range, cells[2], cells[3], cells[4].Length == 0 ? null : cells[4], Constraints(cells[5]), cells[6], cells[7]);
    }

    /// <summary><c>name=value</c> separated by spaces, where a value is a JSON string, a JSON list, or has no space.</summary>
    private static Dictionary<string, string> Constraints(string text)
    {
        var result = new Dictionary<string, string>();
        for (var i = 0; i < text.Length;)
        {
            var equals = text.IndexOf('=', i);
            if (equals < 0)
            {
                result.Add(text[i..], "");
                break;
            }

            var name = text[i..equals];
            var end = text[equals + 1] switch
            {
                '"' => EndOfString(text, equals + 1),
                '[' => text.IndexOf(']', equals) + 1,
                _ => text.IndexOf(' ', equals) is var space and >= 0 ? space : text.Length,
            };
            result.Add(name, text[(equals + 1)..end]);
            i = end + 1;
        }

        return result;
    }

    private static int EndOfString(string text, int start)
    {
        for (var i = start + 1; ; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i + 1;
            }
        }
    }
}
