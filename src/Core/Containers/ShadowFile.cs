namespace Domar.Core.Containers;

/// <summary>/etc/shadow, shadow(5).</summary>
public static class ShadowFile
{
    /// <summary>The file with another password for a user; the other lines stay as they are.</summary>
    /// <param name="text">The file.</param>
    /// <param name="user">The user's name.</param>
    /// <param name="hash">A hash of crypt(5).</param>
    /// <param name="day">Days since 1970-01-01, noted as the day of the change.</param>
    /// <returns>The new text; null when the user is not in the file.</returns>
    /// <exception cref="ArgumentException">The hash has a character that would break the file.</exception>
    public static string? WithPassword(string text, string user, string hash, long day)
    {
        if (hash.Length == 0 || hash.AsSpan().IndexOfAny(":\n\r\0 ") >= 0)
        {
            throw new ArgumentException("A password hash has no colon, space or line break, and is not empty.", nameof(hash));
        }

        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var fields = lines[i].Split(':');
            if (fields.Length >= 3 && fields[0] == user)
            {
                fields[1] = hash;
                fields[2] = $"{day}";
                lines[i] = string.Join(':', fields);
                return string.Join('\n', lines);
            }
        }

        return null;
    }
}
