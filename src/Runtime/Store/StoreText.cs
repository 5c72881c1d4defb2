using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Domar.Runtime.Store;

/// <summary>Turns a file's bytes into an entry and a text into bytes.</summary>
internal static class StoreText
{
    /// <summary>Largest file of the store; as Proxmox's configuration file system has it.</summary>
    public const int MaxBytes = 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The entry of a file as read. Its text is lossless unless <see cref="StoreEntry.Problem"/> says otherwise.</summary>
    public static StoreEntry Decode(string path, byte[] bytes)
    {
        try
        {
            return new StoreEntry(path, Strict.GetString(bytes), Version(bytes));
        }
        catch (DecoderFallbackException e)
        {
            // The index counts from the end of what was decoded before, and may be negative for bytes held over; the line is what a person needs.
            var line = LineOfFirstBadByte(bytes);
            return new StoreEntry(path, Encoding.UTF8.GetString(bytes), Version(bytes))
            {
                Problem = $"'{path}' is not valid UTF-8 (line {line}, byte 0x{(e.BytesUnknown is [var bad, ..] ? bad : 0):X2}). "
                    + "Correct it with an editor, or convert it with 'iconv -f latin1 -t utf8'.",
            };
        }
    }

    /// <summary>The bytes of a text.</summary>
    /// <exception cref="StoreException">The text is too long, or no Unicode.</exception>
    public static byte[] Encode(string path, string text)
    {
        byte[] bytes;
        try
        {
            bytes = Strict.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new StoreException($"Cannot write '{path}': its text holds half a surrogate pair, which is no character. Nothing was changed.", e);
        }

        return bytes.Length <= MaxBytes
            ? bytes
            : throw new StoreException($"Cannot write '{path}': {bytes.Length} bytes are more than the {MaxBytes} that a configuration file may have. Nothing was changed.");
    }

    [SuppressMessage("Security", "CA5350", Justification = "A change counter that clients of Proxmox know as digest, not a protection.")]
    private static string Version(byte[] bytes) => Convert.ToHexStringLower(SHA1.HashData(bytes));

    private static int LineOfFirstBadByte(byte[] bytes)
    {
        var line = 1;
        for (var rest = bytes.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                break;
            }

            line += rune.Value == '\n' ? 1 : 0;
            rest = rest[length..];
        }

        return line;
    }
}
