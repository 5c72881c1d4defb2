using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Files;

/// <summary>Copies the content of an image or block device into a new file: shared where the file system can, else without its holes and zeros.</summary>
public static class ImageCopy
{
    private const int BufferBytes = 256 * 1024;

    /// <summary>Copies all of a file.</summary>
    /// <param name="source">Absolute path of a file or block device.</param>
    /// <param name="target">An empty new file.</param>
    /// <param name="onProgress">Called with the fraction done, from 0 to 1; null when not wanted.</param>
    /// <param name="cancellationToken">Gives up; the target holds a part then.</param>
    /// <returns>How long the source is.</returns>
    /// <exception cref="FileLayerException">The target holds a part.</exception>
    public static long Copy(string source, IWritableFile target, Action<double>? onProgress, CancellationToken cancellationToken)
    {
        using var file = LinuxFileLayer.Open("read", source, Libc.O_RDONLY);
        var length = Checked(Libc.Seek(file, 0, Libc.SEEK_END), source);
        if (!target.TryCloneFrom(source))
        {
            CopyData(file, source, length, target, onProgress, cancellationToken);
            target.SetLength(length);
        }

        onProgress?.Invoke(1);
        return length;
    }

    private static void CopyData(
        SafeFileHandle file, string source, long length, IWritableFile target, Action<double>? onProgress, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (var offset = NextData(file, source, 0); offset >= 0 && offset < length; offset = NextData(file, source, offset))
            {
                var end = Math.Min(Libc.Seek(file, offset, Libc.SEEK_HOLE) is > 0 and var hole ? hole : length, length);
                while (offset < end)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var count = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(BufferBytes, end - offset)), offset);
                    if (count == 0)
                    {
                        return;
                    }

                    var bytes = buffer.AsSpan(0, count);
                    if (bytes.ContainsAnyExcept((byte)0))
                    {
                        target.WriteAt(offset, bytes);
                    }

                    offset += count;
                    onProgress?.Invoke((double)offset / length);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Where data begins at or after a place; -1 when only a hole follows.</summary>
    private static long NextData(SafeFileHandle file, string source, long offset)
    {
        var data = Libc.Seek(file, offset, Libc.SEEK_DATA);
        if (data >= 0)
        {
            return data;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            Libc.ENXIO => -1,
            // Neither block devices nor some network file systems tell of holes: all is data.
            Libc.EINVAL or Libc.EOPNOTSUPP => offset,
            var errno => throw new FileLayerException("read", source, errno),
        };
    }

    private static long Checked(long result, string source) =>
        result >= 0 ? result : throw new FileLayerException("read", source, Marshal.GetLastPInvokeError());
}
