namespace Domar.Core.Containers;

/// <summary>Tells by its first bytes how a template is packed; its name has no say.</summary>
public static class TemplateFormatDetector
{
    /// <summary>How many bytes of the file's start are needed: a tar header.</summary>
    public const int BytesNeeded = 512;

    // tar(5): where a header has its checksum, and its length.
    private const int ChecksumOffset = 148;
    private const int ChecksumLength = 8;

    /// <summary>Detects.</summary>
    /// <param name="start">The first <see cref="BytesNeeded"/> bytes, or all of a shorter file.</param>
    /// <param name="problem">Why it is none of the formats, to follow the file's name (<c>is no archive: ...</c>); null when it is one.</param>
    /// <returns>The format; null when it is none.</returns>
    public static TemplateFormat? Detect(ReadOnlySpan<byte> start, out string? problem)
    {
        problem = null;

        // RFC 1952; the xz file format 1.0.4; RFC 8878 (also its skippable frames, which pzstd writes first).
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
        {
            return TemplateFormat.Gzip;
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]))
        {
            return TemplateFormat.Xz;
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) || (start.Length >= 4 && start[1..4].SequenceEqual((ReadOnlySpan<byte>)[0x2a, 0x4d, 0x18]) && start[0] >> 4 == 5))
        {
            return TemplateFormat.Zstd;
        }

        if (IsTarHeader(start))
        {
            return TemplateFormat.Tar;
        }

        problem = "is no archive: " + Guess(start) + " Templates are tar archives, plain or packed with gzip, xz or zstd.";
        return null;
    }

    private static string Guess(ReadOnlySpan<byte> start) => start switch
    {
        [] => "the file is empty.",
        [(byte)'P', (byte)'K', 3 or 5, ..] => "it is a ZIP file.",
        [(byte)'B', (byte)'Z', (byte)'h', ..] => "it is packed with bzip2.",
        [(byte)'7', (byte)'z', 0xbc, 0xaf, ..] => "it is a 7z file.",
        [(byte)'Q', (byte)'F', (byte)'I', 0xfb, ..] => "it is a disk of a VM (qcow2).",
        [(byte)'h', (byte)'s', (byte)'q', (byte)'s', ..] => "it is a squashfs file system.",
        [(byte)'<', ..] => "it is a web page; the download went wrong.",
        _ when start.IndexOfAnyExcept((byte)0) < 0 => "it begins with zeros only.",
        _ when start.Length < BytesNeeded => $"it has {start.Length} bytes.",
        _ => "its first bytes are of none of the known formats.",
    };

    /// <summary>Whether a block is a header of tar, by its checksum: old archives have no magic bytes.</summary>
    /// <param name="start">At least <see cref="BytesNeeded"/> bytes; those after are not looked at.</param>
    public static bool IsTarHeader(ReadOnlySpan<byte> start)
    {
        if (start.Length < BytesNeeded || start[0] == 0)
        {
            return false;
        }

        long declared = 0;
        var digits = 0;
        foreach (var value in start.Slice(ChecksumOffset, ChecksumLength))
        {
            if (value is >= (byte)'0' and <= (byte)'7')
            {
                declared = (declared << 3) + (value - '0');
                digits++;
            }
            else if (value is not ((byte)' ' or 0))
            {
                return false;
            }
        }

        long sum = ChecksumLength * ' ';
        for (var i = 0; i < BytesNeeded; i++)
        {
            sum += i is >= ChecksumOffset and < ChecksumOffset + ChecksumLength ? 0 : start[i];
        }

        return digits > 0 && sum == declared;
    }
}
