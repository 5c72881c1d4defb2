using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Domar.Core.Steps;
using Domar.HostTools.Files;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Steps;

/// <summary>
/// Copies bytes from one source to many targets. The source is read once, by the calling thread; each target has a thread that writes. Between them go a few large
/// blocks, which come back when the slowest target has written them: memory is bounded, whatever the size and however many the targets.
/// </summary>
/// <param name="open">Opens a target.</param>
internal sealed class BlockCopier(Func<string, IBlockTarget> open)
{
    /// <summary>Size of a block: where dd, too, is at full speed on disks of all kinds.</summary>
    public const int BlockBytes = 4 * 1024 * 1024;

    /// <summary>Reading is ahead of the slowest target by this many blocks.</summary>
    private const int BlockCount = 4;

    /// <summary>What is compared at once: each target has a buffer of this size.</summary>
    private const int ChunkBytes = 1024 * 1024;

    private const int Alignment = 4096;

    /// <summary>Copies, flushes and compares as the step says.</summary>
    /// <param name="step">What to copy.</param>
    /// <param name="onWritten">Called with the bytes that a target has taken, from several threads.</param>
    /// <param name="onComparing">Called when all is written and comparing begins.</param>
    /// <param name="cancellationToken">Gives up between blocks.</param>
    /// <exception cref="StepException">Names the device and the place; the targets hold a part.</exception>
    public Task CopyAsync(CopyBytes step, Action<long> onWritten, Action onComparing, CancellationToken cancellationToken) =>
        // On a thread of its own: it waits in system calls, and would keep a thread of the pool from others.
        Task.Factory.StartNew(() => Copy(step, onWritten, onComparing, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Copy(CopyBytes step, Action<long> onWritten, Action onComparing, CancellationToken cancellationToken)
    {
        using var source = OpenSource(step.Source);
        var targets = new List<IBlockTarget>();
        try
        {
            // All are opened before the first is written to: one that is missing costs nothing then.
            foreach (var target in step.Targets)
            {
                targets.Add(open(target.Path));
            }

            if (targets.Count == 0)
            {
                return;
            }

            Pump(step, source, targets, (target, _, blocks) => Write(target, blocks, onWritten), cancellationToken);
            if (step.Verify)
            {
                onComparing();
                Pump(step, source, targets, Compare, cancellationToken);
            }
        }
        finally
        {
            targets.ForEach(static target => target.Dispose());
        }
    }

    private static void Write(IBlockTarget target, IEnumerable<PlacedBlock> blocks, Action<long> onWritten)
    {
        foreach (var block in blocks)
        {
            target.Write(block.TargetOffset, block.Bytes);
            onWritten(block.Bytes.Length);
        }

        target.Flush();
    }

    private static void Compare(IBlockTarget target, string path, IEnumerable<PlacedBlock> blocks)
    {
        // The source is read again, mostly from memory: that is cheaper than to keep hashes, and tells the place to the byte.
        using var buffer = new Block(ChunkBytes);
        foreach (var block in blocks)
        {
            for (var at = 0; at < block.Bytes.Length; at += ChunkBytes)
            {
                var expected = block.Bytes[at..Math.Min(at + ChunkBytes, block.Bytes.Length)];
                buffer.Fill(0, expected.Length, 1);
                target.Read(block.TargetOffset + at, buffer.Bytes);
                var same = expected.CommonPrefixLength(buffer.Bytes);
                if (same < expected.Length)
                {
                    throw new StepException($"'{path}' does not hold at byte {block.TargetOffset + at + same} what was written to it. The disk, or the medium, cannot be trusted: use another one.");
                }
            }
        }
    }

    /// <summary>Reads the source once, and gives each block to the work on each target, in order.</summary>
    private static void Pump(
        CopyBytes step, SafeFileHandle source, List<IBlockTarget> targets, Action<IBlockTarget, string, IEnumerable<PlacedBlock>> work, CancellationToken cancellationToken)
    {
        using var free = new BlockingCollection<Block>();
        var blocks = new List<Block>();
        var queues = targets.ConvertAll(static _ => new BlockingCollection<Block>());
        try
        {
            for (var i = 0; i < BlockCount; i++)
            {
                blocks.Add(new Block(BlockBytes));
                free.Add(blocks[i], CancellationToken.None);
            }

            OnEach(
                targets,
                (target, index, token) => work(target, step.Targets[index].Path, Take(queues[index], step.Targets[index].OffsetBytes, free, token)),
                token =>
                {
                    for (var offset = 0L; offset < step.LengthBytes; offset += BlockBytes)
                    {
                        var block = free.Take(token);
                        block.Fill(offset, (int)Math.Min(BlockBytes, step.LengthBytes - offset), targets.Count);
                        ReadSource(source, step, block);
                        queues.ForEach(queue => queue.Add(block, CancellationToken.None));
                    }

                    queues.ForEach(static queue => queue.CompleteAdding());
                },
                cancellationToken);
        }
        finally
        {
            // No thread is left that uses them.
            blocks.ForEach(static block => block.Dispose());
            queues.ForEach(static queue => queue.Dispose());
        }
    }

    /// <summary>The blocks for one target; each goes back when the next is asked for, and the last of its targets has done so.</summary>
    private static IEnumerable<PlacedBlock> Take(BlockingCollection<Block> queue, long targetOffset, BlockingCollection<Block> free, CancellationToken cancellationToken)
    {
        foreach (var block in queue.GetConsumingEnumerable(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new PlacedBlock(block, targetOffset);
            if (block.Release())
            {
                free.Add(block, CancellationToken.None);
            }
        }
    }

    /// <summary>
    /// Works on all targets at once, each on a thread of its own, beside <paramref name="here"/> on this one. The first failure ends all; returns or throws when no
    /// thread is left.
    /// </summary>
    private static void OnEach(
        List<IBlockTarget> targets, Action<IBlockTarget, int, CancellationToken> work, Action<CancellationToken> here, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var failures = new ConcurrentQueue<Exception>();
        var threads = targets.Select((target, index) => Task.Factory.StartNew(
            () => Guard(token => work(target, index, token)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Guard(here);

        // Not cut by cancellation: the threads use memory that is freed after this, and they look at the token themselves.
        Task.WaitAll(threads, CancellationToken.None);
        if (!failures.IsEmpty)
        {
            throw failures.Count == 1 && failures.TryPeek(out var only) && only is StepException
                ? only
                : new StepException(string.Join(' ', failures.Select(static failure => failure.Message)), new AggregateException(failures));
        }

        cancellationToken.ThrowIfCancellationRequested();

        void Guard(Action<CancellationToken> part)
        {
            try
            {
                part(stop.Token);
            }
            catch (OperationCanceledException)
            {
                // Cancelled, or another thread has failed and tells why.
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception);
                stop.Cancel();
            }
        }
    }

    private static SafeFileHandle OpenSource(string path)
    {
        try
        {
            var file = LinuxFileLayer.Open("read", path, Libc.O_RDONLY);
            _ = Libc.Fadvise(file, 0, 0, Libc.POSIX_FADV_SEQUENTIAL);
            return file;
        }
        catch (FileLayerException exception)
        {
            throw new StepException($"{exception.Message}.", exception);
        }
    }

    private static unsafe void ReadSource(SafeFileHandle source, CopyBytes step, Block block)
    {
        var bytes = block.Bytes;
        for (var done = 0; done < bytes.Length;)
        {
            nint count;
            var at = step.SourceOffsetBytes + block.Offset + done;
            fixed (byte* start = bytes[done..])
            {
                count = Libc.PRead(source, start, (nuint)(bytes.Length - done), at);
            }

            if (count > 0)
            {
                done += (int)count;
                continue;
            }

            if (count == 0)
            {
                throw new StepException($"'{step.Source}' ends at byte {at}, and {step.LengthBytes} bytes from byte {step.SourceOffsetBytes} are to be copied. The medium is damaged or incomplete.");
            }

            var errno = Marshal.GetLastPInvokeError();
            if (errno != Libc.EINTR)
            {
                throw new StepException($"Cannot read '{step.Source}' at byte {at}: {Marshal.GetPInvokeErrorMessage(errno)}. The medium may be damaged: write it again, or use another one.");
            }
        }
    }

    /// <summary>A block, and where it goes in one target.</summary>
    private readonly struct PlacedBlock(Block block, long targetOffset)
    {
        public long TargetOffset => targetOffset + block.Offset;

        public ReadOnlySpan<byte> Bytes => block.Bytes;
    }

    /// <summary>Memory as O_DIRECT wants it.</summary>
    private sealed unsafe class Block(int capacity) : IDisposable
    {
        private readonly byte* _memory = (byte*)NativeMemory.AlignedAlloc((nuint)capacity, Alignment);
        private int _uses;

        /// <summary>From the start of what is copied.</summary>
        public long Offset { get; private set; }

        public int Length { get; private set; }

        public Span<byte> Bytes => new(_memory, Length);

        public void Fill(long offset, int length, int uses) => (Offset, Length, _uses) = (offset, length, uses);

        /// <summary>Whether this was the last use.</summary>
        public bool Release() => Interlocked.Decrement(ref _uses) == 0;

        public void Dispose() => NativeMemory.AlignedFree(_memory);
    }
}
