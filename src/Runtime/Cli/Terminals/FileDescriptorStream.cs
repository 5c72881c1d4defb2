using System.Runtime.InteropServices;
using Domar.HostTools.Terminals;

namespace Domar.Runtime.Cli.Terminals;

/// <summary>
/// A standard file descriptor as a stream. Not <see cref="FileStream"/>: that writes to regular files at positions of its own, so that two programs
/// sharing one output file would overwrite each other; and not <see cref="Console"/>: that loads terminal data and takes over the terminal's settings.
/// </summary>
internal sealed class FileDescriptorStream(int descriptor, bool canWrite) : Stream
{
    private const int Interrupted = 4; // EINTR
    private const int BrokenPipe = 32; // EPIPE; .NET ignores SIGPIPE
    private const int TryAgain = 11; // EAGAIN: the other end of a shared descriptor was made non-blocking

    public override bool CanRead => !canWrite;

    public override bool CanSeek => false;

    public override bool CanWrite => canWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            var count = TerminalCalls.Read(descriptor, buffer, (nuint)buffer.Length);
            if (count >= 0)
            {
                return (int)count;
            }

            var error = Marshal.GetLastPInvokeError();
            if (!MayRetry(error, TerminalCalls.PollIn))
            {
                // A terminal that has gone away reads as EIO: that is its end.
                return error == 5 ? 0 : throw new IOException($"Cannot read standard input: {Marshal.GetPInvokeErrorMessage(error)}.");
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = TerminalCalls.Write(descriptor, buffer, (nuint)buffer.Length);
            if (count >= 0)
            {
                buffer = buffer[(int)count..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (!MayRetry(error, TerminalCalls.PollOut))
            {
                if (error == BrokenPipe)
                {
                    throw new BrokenPipeException();
                }

                throw new IOException($"Cannot write to the output: {Marshal.GetPInvokeErrorMessage(error)}.");
            }
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private bool MayRetry(int error, short events)
    {
        if (error == TryAgain)
        {
            _ = TerminalCalls.Wait(descriptor, events, -1);
            return true;
        }

        return error == Interrupted;
    }
}
