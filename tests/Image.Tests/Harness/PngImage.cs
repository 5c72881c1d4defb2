using System.Buffers.Binary;
using System.IO.Compression;

namespace Domar.Image.Tests.Harness;

/// <summary>A screenshot: as much of PNG as QEMU writes (8 bits per channel, RGB or RGBA, not interlaced; the PNG specification, chapters 5, 9, 11).</summary>
internal sealed class PngImage
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly byte[] _pixels;
    private readonly int _channels;

    private PngImage(int width, int height, int channels, byte[] pixels) => (Width, Height, _channels, _pixels) = (width, height, channels, pixels);

    /// <summary>Pixels per line.</summary>
    public int Width { get; }

    /// <summary>Lines.</summary>
    public int Height { get; }

    /// <summary>Which part of the picture (0 to 1) does not have its most frequent colour. A lone cursor is 0.0001, a line of text 0.003.</summary>
    public double Ink
    {
        get
        {
            var counts = new Dictionary<uint, int>();
            for (var at = 0; at < _pixels.Length; at += _channels)
            {
                var colour = (uint)((_pixels[at] << 16) | (_pixels[at + 1] << 8) | _pixels[at + 2]);
                counts[colour] = counts.GetValueOrDefault(colour) + 1;
            }

            return 1 - (counts.Values.Max() / ((double)Width * Height));
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is not such a PNG.</exception>
    public static PngImage Load(string path)
    {
        var file = File.ReadAllBytes(path).AsSpan();
        if (!file.StartsWith(Signature))
        {
            throw new InvalidDataException($"{path} is no PNG.");
        }

        var packed = new MemoryStream();
        ReadOnlySpan<byte> header = [];
        for (var rest = file[Signature.Length..]; rest.Length >= 12;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest);
            var data = rest.Slice(8, length);
            if (rest[4..8].SequenceEqual("IHDR"u8))
            {
                header = data;
            }
            else if (rest[4..8].SequenceEqual("IDAT"u8))
            {
                packed.Write(data);
            }

            rest = rest[(length + 12)..];
        }

        if (header.Length != 13 || header[8] != 8 || header[9] is not (2 or 6) || header[12] != 0)
        {
            throw new InvalidDataException($"{path} is a PNG of a kind that QEMU does not write.");
        }

        var channels = header[9] == 2 ? 3 : 4;
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
        packed.Position = 0;
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        return new PngImage(width, height, channels, Unfilter(unpacked, width * channels, height, channels));
    }

    private static byte[] Unfilter(Stream lines, int stride, int height, int channels)
    {
        var pixels = new byte[stride * height];
        for (var y = 0; y < height; y++)
        {
            var filter = lines.ReadByte();
            var line = pixels.AsSpan(y * stride, stride);
            lines.ReadExactly(line);
            for (var x = 0; x < stride; x++)
            {
                int left = x >= channels ? line[x - channels] : 0;
                int up = y > 0 ? pixels[((y - 1) * stride) + x] : 0;
                int upLeft = x >= channels && y > 0 ? pixels[((y - 1) * stride) + x - channels] : 0;
                line[x] += (byte)(filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => Paeth(left, up, upLeft),
                    _ => throw new InvalidDataException($"Line {y} has filter {filter}, which does not exist."),
                });
            }
        }

        return pixels;
    }

    private static int Paeth(int left, int up, int upLeft)
    {
        var estimate = left + up - upLeft;
        var (toLeft, toUp, toUpLeft) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - upLeft));
        return toLeft <= toUp && toLeft <= toUpLeft ? left : toUp <= toUpLeft ? up : upLeft;
    }
}
