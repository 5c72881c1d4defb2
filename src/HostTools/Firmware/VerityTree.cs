using System.Security.Cryptography;
using Domar.Core.Firmware;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Firmware;

/// <summary>
/// Checks a root image against its root hash as dm-verity would, all of it at once (Documentation/admin-guide/device-mapper/verity.rst; format 1: the salt comes before
/// a block, SHA-256, blocks of 4096 bytes, 128 hashes in each). The tree begins in the second block after the data, its top level first.
/// </summary>
public static class VerityTree
{
    private const int BlockBytes = RootConf.BlockBytes;
    private const int HashesPerBlock = BlockBytes / SHA256.HashSizeInBytes;
    private const int BlocksPerRead = 256;

    /// <summary>Whether data and tree are those of the root hash. Reads the whole image once.</summary>
    /// <param name="file">File or device with the image.</param>
    /// <param name="offsetBytes">Where the image begins.</param>
    /// <param name="image">Its facts.</param>
    /// <param name="onProgress">Called with the fraction done, from 0 to 1; null when not wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsWhole(SafeFileHandle file, long offsetBytes, RootConf image, Action<double>? onProgress, CancellationToken cancellationToken)
    {
        var salt = Convert.FromHexString(image.Salt);
        var level = HashData(file, offsetBytes, image.DataBlocks, salt, onProgress, cancellationToken);
        var levels = new List<byte[]>();
        while (level is not null && level.Length > SHA256.HashSizeInBytes)
        {
            var padded = Pad(level);
            levels.Add(padded);
            level = HashBlocks(padded, salt);
        }

        if (level is null || !level.AsSpan().SequenceEqual(Convert.FromHexString(image.RootHash)))
        {
            return false;
        }

        // The data is right; so must be what the kernel will compare it with.
        var at = offsetBytes + ((image.DataBlocks + 1) * BlockBytes);
        foreach (var expected in Enumerable.Reverse(levels))
        {
            var found = new byte[expected.Length];
            if (!ReadAll(file, found, at) || !found.AsSpan().SequenceEqual(expected))
            {
                return false;
            }

            at += expected.Length;
        }

        return at <= offsetBytes + image.SizeBytes;
    }

    private static byte[]? HashData(
        SafeFileHandle file, long offset, long blocks, byte[] salt, Action<double>? onProgress, CancellationToken cancellationToken)
    {
        var hashes = new byte[blocks * SHA256.HashSizeInBytes];
        var buffer = new byte[BlocksPerRead * BlockBytes];
        for (long block = 0; block < blocks; block += BlocksPerRead)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = buffer.AsSpan(0, (int)Math.Min(BlocksPerRead, blocks - block) * BlockBytes);
            if (!ReadAll(file, part, offset + (block * BlockBytes)))
            {
                return null;
            }

            HashBlocks(part, salt, hashes.AsSpan((int)block * SHA256.HashSizeInBytes));
            onProgress?.Invoke((double)block / blocks);
        }

        return hashes;
    }

    private static byte[] HashBlocks(byte[] blocks, byte[] salt)
    {
        var result = new byte[blocks.Length / BlockBytes * SHA256.HashSizeInBytes];
        HashBlocks(blocks, salt, result);
        return result;
    }

    private static void HashBlocks(ReadOnlySpan<byte> blocks, byte[] salt, Span<byte> hashes)
    {
        var salted = new byte[salt.Length + BlockBytes];
        salt.CopyTo(salted, 0);
        for (var block = 0; block < blocks.Length / BlockBytes; block++)
        {
            blocks.Slice(block * BlockBytes, BlockBytes).CopyTo(salted.AsSpan(salt.Length));
            SHA256.HashData(salted, hashes.Slice(block * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes));
        }
    }

    private static byte[] Pad(byte[] hashes)
    {
        var blocks = (hashes.Length / SHA256.HashSizeInBytes + HashesPerBlock - 1) / HashesPerBlock;
        var result = new byte[blocks * BlockBytes];
        hashes.CopyTo(result, 0);
        return result;
    }

    private static bool ReadAll(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        while (!buffer.IsEmpty)
        {
            var count = RandomAccess.Read(file, buffer, offset);
            if (count == 0)
            {
                return false;
            }

            buffer = buffer[count..];
            offset += count;
        }

        return true;
    }
}
