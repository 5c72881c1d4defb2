namespace Domar.Core.Firmware;

/// <summary>Reads <c>key=value</c> lines as the image's shell scripts write them; quotes around a value are not part of it.</summary>
public static class KeyValueLines
{
    /// <summary>The values by key; a later line counts.</summary>
    public static Dictionary<string, string> Read(string text)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
            {
                var value = line[(equals + 1)..].TrimEnd('\r');
                result[line[..equals]] = value is ['\'' or '"', .., var last] && last == value[0] && value.Length > 1 ? value[1..^1] : value;
            }
        }

        return result;
    }
}
