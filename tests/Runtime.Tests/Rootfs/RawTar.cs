using System.Buffers;
using System.Globalization;
using System.Text;

namespace Domar.Runtime.Tests.Rootfs;

/// <summary>Writes tar archives byte by byte, also such as no library would.</summary>
internal sealed class RawTar
{
    private const int Block = 512;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Adds a header (ustar) and content, padded.</summary>
    public RawTar Add(
        string name, char type = '0', byte[]? content = null, string link = "", int mode = 0x1a4, long uid = 0, long gid = 0, long? size = null, int major = 0, int minor = 0,
        long time = 1_700_000_000)
    {
        var header = new byte[Block];
        Text(header, 0, 100, name);
        Octal(header, 100, 8, mode);
        Octal(header, 108, 8, uid);
        Octal(header, 116, 8, gid);
        Octal(header, 124, 12, size ?? content?.Length ?? 0);
        Octal(header, 136, 12, time);
        header.AsSpan(148, 8).Fill((byte)' ');
        header[156] = (byte)type;
        Text(header, 157, 100, link);
        Text(header, 257, 8, "ustar\000");
        Octal(header, 329, 8, major);
        Octal(header, 337, 8, minor);
        Octal(header, 148, 7, header.Sum(static b => b));
        _bytes.Write(header);
        if (content is not null)
        {
            _bytes.Write(content);
            _bytes.Write(new byte[(Block - (content.Length % Block)) % Block]);
        }

        return this;
    }

    /// <summary>Adds a pax header with one record for the next entry.</summary>
    public RawTar AddPax(string key, byte[] value)
    {
        byte[] rest = [(byte)' ', .. Encoding.UTF8.GetBytes(key), (byte)'=', .. value, (byte)'\n'];
        var length = rest.Length + 1;
        while (length != rest.Length + length.ToString(CultureInfo.InvariantCulture).Length)
        {
            length = rest.Length + length.ToString(CultureInfo.InvariantCulture).Length;
        }

        return Add("PaxHeaders/x", 'x', [.. Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)), .. rest]);
    }

    /// <summary>The archive, with the zeros at its end.</summary>
    public byte[] Finish()
    {
        _bytes.Write(new byte[2 * Block]);
        return _bytes.WrittenSpan.ToArray();
    }

    /// <summary>The archive without its end.</summary>
    public byte[] Unfinished() => _bytes.WrittenSpan.ToArray();

    private static void Text(byte[] header, int offset, int length, string text) => Encoding.UTF8.GetBytes(text).AsSpan().CopyTo(header.AsSpan(offset, length));

    /// <summary>In octal digits, or in GNU's binary form where they are too few.</summary>
    private static void Octal(byte[] header, int offset, int length, long value)
    {
        var digits = Convert.ToString(value, 8);
        if (value >= 0 && digits.Length < length)
        {
            Text(header, offset, length, digits.PadLeft(length - 1, '0'));
            return;
        }

        for (var i = length - 1; i > 0; i--)
        {
            header[offset + i] = (byte)value;
            value >>= 8;
        }

        header[offset] = (byte)(value < 0 ? 0xff : 0x80);
    }
}
