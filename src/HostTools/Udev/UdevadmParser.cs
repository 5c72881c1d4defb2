namespace Domar.HostTools.Udev;

/// <summary>Reads what <c>udevadm info --export-db</c> prints: lines <c>LETTER: TEXT</c>, an empty one after each device; <c>E: KEY=VALUE</c> is a property.</summary>
public static class UdevadmParser
{
    /// <summary>Parses. Lines with other letters are no properties, and new ones come with new versions: they are left out.</summary>
    public static IReadOnlyList<UdevDevice> Parse(string text)
    {
        var result = new List<UdevDevice>();
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
            {
                End();
            }
            else if (line.StartsWith("E: ", StringComparison.Ordinal) && line.IndexOf('=') is > 3 and var equals)
            {
                properties[line[3..equals].ToString()] = line[(equals + 1)..].ToString();
            }
        }

        End();
        return result;

        void End()
        {
            if (properties.Count > 0)
            {
                result.Add(new UdevDevice(properties));
                properties = new Dictionary<string, string>(StringComparer.Ordinal);
            }
        }
    }
}
