using System.Text;

namespace Domar.HostTools.Systemd;

/// <summary>Names of units as parts of object paths: what is no letter and no digit, and a digit at the beginning, becomes <c>_xx</c>.</summary>
internal static class UnitPath
{
    private const string Folder = "/org/freedesktop/systemd1/unit/";

    /// <summary>Path of a unit's object.</summary>
    public static string Of(string unit) => Folder + Escape(unit);

    /// <summary>A name, or the beginning of one, escaped.</summary>
    public static string Escape(string text)
    {
        if (text.Length == 0)
        {
            return "_";
        }

        var result = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetter((char)octet) || (char.IsAsciiDigit((char)octet) && result.Length > 0))
            {
                result.Append((char)octet);
            }
            else
            {
                result.Append('_').Append(octet.ToString("x2"));
            }
        }

        return result.ToString();
    }

    /// <summary>Name of the unit that a path is of; null for other paths.</summary>
    public static string? NameOf(ReadOnlySpan<byte> path)
    {
        if (path.Length <= Folder.Length || !path.StartsWith("/org/freedesktop/systemd1/unit/"u8))
        {
            return null;
        }

        var escaped = path[Folder.Length..];
        var bytes = new byte[escaped.Length];
        var count = 0;
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] == (byte)'_' && i + 2 < escaped.Length && Hex(escaped[i + 1]) is >= 0 and var high && Hex(escaped[i + 2]) is >= 0 and var low)
            {
                bytes[count++] = (byte)((high << 4) | low);
                i += 2;
            }
            else
            {
                bytes[count++] = escaped[i];
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, count);
    }

    private static int Hex(byte digit) => char.IsAsciiHexDigitLower((char)digit) ? Convert.ToInt32(((char)digit).ToString(), 16) : -1;
}
