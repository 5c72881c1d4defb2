using System.Runtime.InteropServices;
using Domar.HostTools.Files;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Steps;

/// <summary>
/// A device or file. A device is written past the page cache (O_DIRECT): a root image would push everything else out of a small machine's memory, and an error of
/// the medium would come at the flush, without its place. What is not aligned (the tail of an image) goes through the cache; it has no page in common with the rest.
/// </summary>
internal sealed class BlockTarget : IBlockTarget
{
    // Serves disks with sectors of 512 and of 4096 bytes.
    private const int Alignment = 4096;
    private const int FileTypeMask = 0xF000, BlockDevice = 0x6000;

    private readonly string _path;
    private readonly bool _isDevice;
    private readonly SafeFileHandle _file;
    private SafeFileHandle? _direct;
    private SafeFileHandle? _read;
    private SafeFileHandle? _directRead;

    /// <summary>Opens it for writing.</summary>
    /// <exception cref="StepException">It does not exist, or may not be written.</exception>
    public BlockTarget(string path)
    {
        _path = path;

        // Without O_CREAT: where a device's link is away for a moment, a plain file in its place would swallow the data.
        _file = Open(Libc.O_WRONLY, "write") ?? throw new StepException($"Cannot write '{path}': it does not take it.");
        _isDevice = Libc.Statx(Libc.AT_FDCWD, path, 0, Libc.STATX_BASIC_STATS, out var facts) == 0 && (facts.Mode & FileTypeMask) == BlockDevice;
        _direct = _isDevice ? Open(Libc.O_WRONLY | Libc.O_DIRECT, "write") : null;
    }

    /// <inheritdoc/>
    public void Write(long offset, ReadOnlySpan<byte> block)
    {
        var direct = DirectLength(_direct, offset, block.Length);
        while (direct > 0)
        {
            var count = WriteOnce(_direct!, offset, block[..direct]);
            if (count < 0)
            {
                // The device wants a larger alignment than is known of; the cache takes anything.
                _direct!.Dispose();
                _direct = null;
                break;
            }

            offset += count;
            block = block[count..];
            direct = DirectLength(_direct, offset, Math.Min(direct - count, block.Length));
        }

        while (!block.IsEmpty)
        {
            var count = WriteOnce(_file, offset, block);
            if (count < 0)
            {
                throw Failed("write", offset, Libc.EINVAL);
            }

            offset += count;
            block = block[count..];
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
        while (Libc.Fdatasync(_file) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();

            // EINVAL: a special file that has nothing to flush (fsync(2)).
            if (errno == Libc.EINVAL)
            {
                return;
            }

            if (errno != Libc.EINTR)
            {
                throw new StepException($"Cannot flush '{_path}': {Reason(errno)} What of it has reached the disk is unknown.");
            }
        }
    }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> block)
    {
        if (_read is null)
        {
            _read = Open(Libc.O_RDONLY, "read back") ?? throw new StepException($"Cannot read back '{_path}': it does not allow it.");
            _directRead = _isDevice ? Open(Libc.O_RDONLY | Libc.O_DIRECT, "read back") : null;

            // All is flushed, so that nothing is held in memory but clean pages: after this they are gone, and reading asks the medium.
            _ = Libc.Fadvise(_read, 0, 0, Libc.POSIX_FADV_DONTNEED);
        }

        var direct = DirectLength(_directRead, offset, block.Length);
        while (!block.IsEmpty)
        {
            var file = direct > 0 ? _directRead! : _read;
            var count = ReadOnce(file, offset, direct > 0 ? block[..direct] : block);
            if (count < 0 && direct > 0)
            {
                _directRead!.Dispose();
                _directRead = null;
                direct = 0;
                continue;
            }

            if (count <= 0)
            {
                throw count < 0 ? Failed("read back", offset, Libc.EINVAL) : new StepException($"'{_path}' ends at byte {offset}, though more was written.");
            }

            offset += count;
            block = block[count..];
            direct = direct > count ? DirectLength(_directRead, offset, direct - count) : 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _direct?.Dispose();
        _read?.Dispose();
        _directRead?.Dispose();
    }

    private static int DirectLength(SafeFileHandle? direct, long offset, int length) => direct is null || offset % Alignment != 0 ? 0 : length / Alignment * Alignment;

    /// <summary>Null when the file system or device does not know O_DIRECT.</summary>
    private SafeFileHandle? Open(int flags, string operation)
    {
        try
        {
            return LinuxFileLayer.Open(operation, _path, flags);
        }
        catch (FileLayerException e) when (e.Errno == Libc.EINVAL && (flags & Libc.O_DIRECT) != 0)
        {
            return null;
        }
        catch (FileLayerException e)
        {
            var hint = e.Errno == Libc.ENOENT ? " Nothing was made in its place. A disk that was pulled out is the usual cause." : "";
            throw new StepException($"Cannot {operation} '{_path}': {Reason(e.Errno)}{hint}", e);
        }
    }

    /// <summary>How much was written; -1 for EINVAL.</summary>
    private unsafe int WriteOnce(SafeFileHandle file, long offset, ReadOnlySpan<byte> block)
    {
        while (true)
        {
            nint count;
            fixed (byte* start = block)
            {
                count = Libc.PWrite(file, start, (nuint)block.Length, offset);
            }

            if (count > 0)
            {
                return (int)count;
            }

            // A write of 0 bytes is how a device says that it ends here.
            var errno = count == 0 ? Libc.ENOSPC : Marshal.GetLastPInvokeError();
            if (errno == Libc.EINVAL)
            {
                return -1;
            }

            if (errno != Libc.EINTR)
            {
                throw Failed("write", offset, errno);
            }
        }
    }

    /// <summary>How much was read; 0 at the end, -1 for EINVAL.</summary>
    private unsafe int ReadOnce(SafeFileHandle file, long offset, Span<byte> block)
    {
        while (true)
        {
            nint count;
            fixed (byte* start = block)
            {
                count = Libc.PRead(file, start, (nuint)block.Length, offset);
            }

            if (count >= 0)
            {
                return (int)count;
            }

            var errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EINVAL)
            {
                return -1;
            }

            if (errno != Libc.EINTR)
            {
                throw Failed("read back", offset, errno);
            }
        }
    }

    private StepException Failed(string operation, long offset, int errno)
    {
        var hint = errno switch
        {
            Libc.ENOSPC when _isDevice => " It is smaller than what is written to it.",
            Libc.EIO => " The disk reports an error: look at its cables and its health, or use another one.",
            Libc.ENXIO or Libc.ENODEV => " The disk has gone while it was in use.",
            _ => "",
        };
        return new StepException($"Cannot {operation} '{_path}' at byte {offset}: {Reason(errno)}{hint}");
    }

    private static string Reason(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)}.";
}
