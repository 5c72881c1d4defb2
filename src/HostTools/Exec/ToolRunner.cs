using System.Buffers;
using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Exec;

/// <summary>
/// Runs host tools as child processes. A tool has no terminal, and an empty standard input unless it is given one; its descriptors are 0, 1 and 2 only.
/// </summary>
/// <param name="time">Clock of the deadlines; null for the system's.</param>
public sealed class ToolRunner(TimeProvider? time = null) : IToolRunner
{
    /// <summary>How long to go on reading after a tool has ended, when a background process that it left (dmeventd, multipathd) holds its output open.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a killed tool may take to die: one in an uninterruptible sleep does not, and must not hold up the caller.</summary>
    private static readonly TimeSpan DeathTime = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public async Task<ToolResult> RunAsync(ToolCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = ProgramFinder.Find(command.Program)
            ?? throw new ToolException($"Cannot run '{command.Program}': there is no such program here. {ProgramFinder.HowToInstall(command.Program)}");

        using var readersStop = new CancellationTokenSource();
        using var writerStop = new CancellationTokenSource();
        var (process, inputPipe, outputPipe, errorPipe) = Start(command, path);
        using (process)
        await using (outputPipe.ConfigureAwait(false))
        await using (errorPipe.ConfigureAwait(false))
        using (var deadline = new CancellationTokenSource(command.Timeout, _time))
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token))
        {
            var lines = command.OnOutputLine is null ? null : new LineSplitter(command.OnOutputLine);
            var output = new OutputCollector(outputPipe, command.MaxOutputBytes, lines, command.OutputEncoding);
            var error = new OutputCollector(errorPipe, command.MaxOutputBytes, null, command.OutputEncoding);
            var readingOutput = output.ReadAsync(readersStop.Token);
            var readingError = error.ReadAsync(readersStop.Token);
            var reading = Task.WhenAll(readingOutput, readingError);
            var writing = WriteInputAsync(inputPipe, command.Input ?? default, writerStop.Token);
            var exited = process.Handle.WaitAsync(CancellationToken.None);
            try
            {
                // A reader may fail before the end: too much output, or the caller's line handler threw.
                await await Task.WhenAny(exited, FailureOf(readingOutput), FailureOf(readingError)).WaitAsync(stop.Token).ConfigureAwait(false);
                await DrainAsync(reading, readersStop, stop.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                var died = await KillAsync(process, exited, readersStop, reading).ConfigureAwait(false);
                var fate = died ? "It was killed." : $"It was killed, but hangs in the kernel (process {process.Pid}); a disk or share that does not answer is the usual cause.";
                throw exception switch
                {
                    OutputLimitException limit => new ToolException($"'{command}' printed more than {limit.Bytes} bytes. {fate}"),
                    OperationCanceledException when cancellationToken.IsCancellationRequested => new OperationCanceledException($"'{command}' was cancelled. {fate}", cancellationToken),
                    OperationCanceledException when deadline.IsCancellationRequested => new ToolException(
                        $"'{command}' did not end within {command.Timeout.TotalSeconds:0.###} s. {fate}{Tail(error.Text)}"),
                    _ => new ToolException($"'{command}' could not be read: {exception.Message} {fate}", exception),
                };
            }

            finally
            {
                // The tool has ended: what it left in the background has no claim to the rest of its input.
                await writerStop.CancelAsync().ConfigureAwait(false);
                await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            var exit = process.Handle.Reap();
            var code = exit.ExitCode ?? (exit.Signal is { } signal ? 128 + signal : throw new ToolException($"How '{command}' ended is not known: another part of this program took its exit status."));
            return new ToolResult(code, output.Text, error.Text);
        }
    }

    private static string Tail(string error) => error.Trim() is { Length: > 0 } text ? $" It had said: {(text.Length > 500 ? text[^500..] : text)}" : "";

    private static (NativeProcess Process, AnonymousPipeClientStream? Input, AnonymousPipeClientStream Output, AnonymousPipeClientStream Error) Start(ToolCommand command, string path)
    {
        try
        {
            var (theirs, ours) = command.Input is null ? (null, null) : OpenInputPipe();
            var (outputRead, outputWrite) = OpenPipe();
            using (theirs)
            using (outputWrite)
            {
                var (errorRead, errorWrite) = OpenPipe();
                using (errorWrite)
                {
                    var process = NativeProcess.Spawn(new NativeProcessSpec
                    {
                        Path = path,
                        Arguments = command.Arguments,
                        Environment = ChildEnvironment.Create(),
                        Input = theirs,
                        Output = outputWrite,
                        Error = errorWrite,
                    });
                    return (
                        process,
                        ours is null ? null : new AnonymousPipeClientStream(PipeDirection.Out, ours),
                        new AnonymousPipeClientStream(PipeDirection.In, outputRead),
                        new AnonymousPipeClientStream(PipeDirection.In, errorRead));
                }
            }
        }
        catch (Win32Exception exception)
        {
            throw new ToolException($"Cannot run '{command.Program}' ({path}): {WhyNotStarted(exception.NativeErrorCode)}", exception);
        }
        catch (ArgumentException exception)
        {
            throw new ToolException($"Cannot run '{command.Program}': {exception.Message}", exception);
        }
    }

    /// <summary>What a failed exec means, for people.</summary>
    internal static string WhyNotStarted(int error) => error switch
    {
        Libc.EACCES or Libc.EPERM => "it may not be executed by this user.",
        Libc.ENOENT => "it, or the interpreter that it names, is not there.",
        Libc.E2BIG => "its arguments are too long.",
        Libc.EAGAIN => "the limit of processes is reached. Raise it (ulimit -u, TasksMax=), or stop something.",
        Libc.ENOMEM => "the host is out of memory.",
        _ => $"{Libc.Describe(error)}.",
    };

    private static (SafePipeHandle Read, SafeFileHandle Write) OpenPipe()
    {
        var (read, write) = OpenPipeEnds();
        return (new SafePipeHandle(read, ownsHandle: true), new SafeFileHandle(write, ownsHandle: true));
    }

    private static (SafeFileHandle? Read, SafePipeHandle? Write) OpenInputPipe()
    {
        var (read, write) = OpenPipeEnds();
        return (new SafeFileHandle(read, ownsHandle: true), new SafePipeHandle(write, ownsHandle: true));
    }

    private static unsafe (int Read, int Write) OpenPipeEnds()
    {
        var fds = stackalloc int[2];
        return Libc.pipe2(fds, Libc.O_CLOEXEC) == 0 ? (fds[0], fds[1]) : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Writes beside the reading of both outputs, so that a tool that answers before it has read all does not wait for us, nor we for it.</summary>
    private static async Task WriteInputAsync(AnonymousPipeClientStream? pipe, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        if (pipe is null)
        {
            return;
        }

        await Task.Yield();
        await using (pipe.ConfigureAwait(false))
        {
            try
            {
                await pipe.WriteAsync(input, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // EPIPE: it has closed its input, or ended. Whether it minded tells its exit code.
            }
        }
    }

    /// <summary>Fails when the reading does, and never completes otherwise.</summary>
    private static Task FailureOf(Task reading)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = reading.ContinueWith(
            failed =>
            {
                source.TrySetException(failed.Exception!.InnerExceptions);
                _ = source.Task.Exception; // the caller may have gone on already
            },
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        return source.Task;
    }

    private async Task DrainAsync(Task reading, CancellationTokenSource readersStop, CancellationToken cancellationToken)
    {
        try
        {
            await reading.WaitAsync(DrainTime, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await readersStop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Kills and reaps; false when it does not die in time, and then it is reaped when it does.</summary>
    private static async Task<bool> KillAsync(NativeProcess process, Task exited, CancellationTokenSource readersStop, Task reading)
    {
        process.KillGroup();

        // What it had said is in the pipes still, and is what explains a hang; with the group dead, they end.
        await reading.WaitAsync(DrainTime, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await readersStop.CancelAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // By the system's clock: a test's clock, which stands still, has no say in how fast a process dies.
        await exited.WaitAsync(DeathTime, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (exited.IsCompleted)
        {
            _ = process.Handle.Reap();
            return true;
        }

        var late = PidFd.TryOpen(process.Pid);
        if (late is not null)
        {
            _ = ReapLaterAsync(late, exited);
        }

        return false;
    }

    private static async Task ReapLaterAsync(PidFd process, Task exited)
    {
        using (process)
        {
            await exited.ConfigureAwait(false);
            _ = process.Reap();
        }
    }

    private sealed class OutputLimitException(int bytes) : Exception
    {
        public int Bytes { get; } = bytes;
    }

    private sealed class OutputCollector(Stream stream, int limit, LineSplitter? lines, Encoding encoding)
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public string Text => encoding.GetString(_bytes.WrittenSpan);

        public async Task ReadAsync(CancellationToken cancellationToken)
        {
            // Leaves the caller's thread: what is in the pipe already would be read synchronously otherwise.
            await Task.Yield();
            var buffer = new byte[4096];
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                if (_bytes.WrittenCount + count > limit)
                {
                    throw new OutputLimitException(limit);
                }

                _bytes.Write(buffer.AsSpan(0, count));
                lines?.Add(buffer.AsSpan(0, count));
            }

            lines?.End();
        }
    }
}
