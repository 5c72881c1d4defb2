using System.Globalization;
using System.Text;

namespace Domar.Core.Config;

/// <summary>Notes as they stand in comment lines: UTF-8 with control characters, '%', ':' and all beyond ASCII percent-encoded.</summary>
internal static class DescriptionText
{
    internal static string Encode(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (b is < 0x20 or > 0x7e or (byte)'%' or (byte)':')
            {
                result.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
            else
            {
                result.Append((char)b);
            }
        }

        return result.ToString();
    }

    /// <summary>The text; a '%' that starts no code stands for itself.</summary>
    internal static string Decode(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%'))
        {
            return text.ToString();
        }

        var bytes = new List<byte>(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        while (text.Length > 0)
        {
            if (text[0] == '%' && text.Length > 2 && byte.TryParse(text.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                bytes.Add(code);
                text = text[3..];
                continue;
            }

            Rune.DecodeFromUtf16(text, out var rune, out var used);
            bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
            text = text[used..];
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
