using System.Buffers.Binary;
using System.Text;

namespace Domar.HostTools.Dns;

/// <summary>Writes queries for TXT records and reads the replies (RFC 1035, 4; RFC 6891 for the size).</summary>
public static class DnsTextMessage
{
    private const int HeaderBytes = 12;
    private const ushort TypeText = 16;
    private const ushort TypeOpt = 41;
    private const ushort ClassInternet = 1;

    // Replies of this size pass everywhere unfragmented (dnsflagday.net, 2020).
    private const ushort LargestReply = 1232;

    /// <summary>Writes a query.</summary>
    /// <param name="id">The number that the reply must have.</param>
    /// <param name="name">The full name: labels of 1 to 63 ASCII characters.</param>
    /// <exception cref="FormatException">The name cannot be asked for.</exception>
    public static byte[] WriteQuery(ushort id, string name)
    {
        var labels = name.TrimEnd('.').Split('.');
        if (name.Length > 253 || labels.Any(static label => label.Length is 0 or > 63 || !Ascii.IsValid(label)))
        {
            throw new FormatException($"'{name}' is no name of the DNS");
        }

        var query = new List<byte>();
        foreach (var number in (ushort[])[id, 0x0100, 1, 0, 0, 1]) // recursion desired; one question, one additional record
        {
            Add(query, number);
        }

        foreach (var label in labels)
        {
            query.Add((byte)label.Length);
            query.AddRange(Encoding.ASCII.GetBytes(label));
        }

        query.Add(0);
        Add(query, TypeText);
        Add(query, ClassInternet);

        // The OPT record: root name, type, size, flags and no data.
        query.Add(0);
        Add(query, TypeOpt);
        Add(query, LargestReply);
        query.AddRange([0, 0, 0, 0, 0, 0]);
        return [.. query];
    }

    /// <summary>Reads a reply.</summary>
    /// <param name="reply">What came.</param>
    /// <param name="id">The query's number.</param>
    /// <exception cref="FormatException">It is no reply to the query.</exception>
    public static DnsTextReply ReadReply(ReadOnlySpan<byte> reply, ushort id)
    {
        if (reply.Length < HeaderBytes || Number(reply, 0) != id || (reply[2] & 0x80) == 0)
        {
            throw new FormatException("it is no reply to the question");
        }

        var code = reply[3] & 0x0F;
        var isCut = (reply[2] & 0x02) != 0;
        var at = HeaderBytes;
        for (var i = Number(reply, 4); i > 0; i--)
        {
            at = SkipName(reply, at) + 4;
        }

        string? text = null;
        for (var i = Number(reply, 6); i > 0 && !isCut && text is null; i--)
        {
            at = SkipName(reply, at);
            var (type, length) = (Number(reply, at), Number(reply, at + 8));
            at += 10;
            if (at + length > reply.Length)
            {
                throw new FormatException("it is cut off");
            }

            // Other records lie on the way to an alias' text: CNAME.
            text = type == TypeText ? ReadStrings(reply.Slice(at, length)) : null;
            at += length;
        }

        return new DnsTextReply(code, isCut, text);
    }

    private static string ReadStrings(ReadOnlySpan<byte> data)
    {
        var bytes = new List<byte>();
        for (var at = 0; at < data.Length; at += data[at] + 1)
        {
            if (at + data[at] >= data.Length)
            {
                throw new FormatException("a text in it is cut off");
            }

            bytes.AddRange(data.Slice(at + 1, data[at]));
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static int SkipName(ReadOnlySpan<byte> reply, int at)
    {
        while (at < reply.Length)
        {
            switch (reply[at])
            {
                case 0:
                    return at + 1;
                case >= 0xC0: // the rest is elsewhere
                    return at + 2;
                case <= 63 and var length:
                    at += length + 1;
                    break;
                default:
                    throw new FormatException("a name in it is malformed");
            }
        }

        throw new FormatException("it is cut off");
    }

    private static ushort Number(ReadOnlySpan<byte> reply, int at) =>
        at + 2 <= reply.Length ? BinaryPrimitives.ReadUInt16BigEndian(reply[at..]) : throw new FormatException("it is cut off");

    private static void Add(List<byte> query, ushort number)
    {
        query.Add((byte)(number >> 8));
        query.Add((byte)number);
    }
}
