using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Domar.HostTools.Storage;

/// <summary>
/// The start of a qcow2 file: enough to list thousands of volumes without a qemu-img for each. Layout: docs/interop/qcow2.txt of QEMU.
/// </summary>
/// <param name="VirtualSizeBytes">Size that a guest sees.</param>
/// <param name="BackingFile">The file that it is based on, as written there; null for none.</param>
internal sealed record Qcow2Header(long VirtualSizeBytes, string? BackingFile)
{
    /// <summary>How many bytes of the file are needed: the backing file's name lies within the first cluster, in practice right after the header.</summary>
    public const int PrefixBytes = 4096;

    private const uint Magic = 0x514649FB;

    // The format's own limit.
    private const int MaxBackingName = 1023;

    /// <summary>Reads a header; false when the bytes are none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> prefix, [NotNullWhen(true)] out Qcow2Header? header)
    {
        header = null;
        if (prefix.Length < 72 || BinaryPrimitives.ReadUInt32BigEndian(prefix) != Magic || BinaryPrimitives.ReadUInt32BigEndian(prefix[4..]) is not (2 or 3))
        {
            return false;
        }

        var backingOffset = BinaryPrimitives.ReadUInt64BigEndian(prefix[8..]);
        var backingLength = BinaryPrimitives.ReadUInt32BigEndian(prefix[16..]);
        var size = BinaryPrimitives.ReadUInt64BigEndian(prefix[24..]);
        if (size > long.MaxValue)
        {
            return false;
        }

        string? backing = null;
        if (backingOffset != 0)
        {
            if (backingLength is 0 or > MaxBackingName || backingOffset + backingLength > (ulong)prefix.Length)
            {
                return false;
            }

            backing = Encoding.UTF8.GetString(prefix.Slice((int)backingOffset, (int)backingLength));
        }

        header = new Qcow2Header((long)size, backing);
        return true;
    }
}
