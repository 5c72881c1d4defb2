namespace Domar.Core.Install.Answers;

/// <summary>Reads filters: udev properties with patterns.</summary>
internal static class FilterReader
{
    public static IReadOnlyList<PropertyFilter> Read(AnswerTable table)
    {
        var result = new List<PropertyFilter>();
        var entries = table.Map();
        if (table.IsEmpty)
        {
            table.Fail(table.At, $"{table.FullName("")[..^1]} is empty; write a udev property and a pattern, such as ID_SERIAL = \"*\"");
        }

        foreach (var (key, pattern) in entries)
        {
            if (key.Value.Length == 0 || key.Value.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.' or ':')))
            {
                table.Fail(key.At, $"{MessageText.Quote(key.Value)} is no udev property; 'udevadm info' shows those of a device");
            }
            else if (!Glob.TryParse(pattern.Value, out var glob, out var problem))
            {
                table.Fail(pattern.At, $"{table.FullName(key.Value)}: pattern {MessageText.Quote(pattern.Value)} {problem}");
            }
            else
            {
                result.Add(new PropertyFilter(key.Value, glob, key.At));
            }
        }

        return result;
    }
}
