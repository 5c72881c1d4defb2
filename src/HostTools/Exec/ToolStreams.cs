using System.Buffers;
using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Exec;

/// <summary>The three standard streams of a tool: pipes, of which one end is the tool's and the other is written and read here, all at the same time.</summary>
internal sealed class ToolStreams : IAsyncDisposable
{
    /// <summary>How long to go on reading after a tool has ended, when a background process that it left (dmeventd, multipathd) holds its output open.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(500);

    private readonly ToolCommand _command;
    private readonly TimeProvider _time;
    private readonly AnonymousPipeClientStream? _inputPipe;
    private readonly AnonymousPipeClientStream _outputPipe;
    private readonly AnonymousPipeClientStream _errorPipe;
    private readonly CancellationTokenSource _readersStop = new();
    private readonly CancellationTokenSource _writerStop = new();
    private readonly OutputCollector _output;
    private readonly OutputCollector _error;
    private Task _reading = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;

    /// <summary>Makes the pipes.</summary>
    /// <exception cref="Win32Exception">No descriptors are left.</exception>
    public ToolStreams(ToolCommand command, TimeProvider time)
    {
        (_command, _time) = (command, time);
        if (command.Input is not null)
        {
            var (read, write) = OpenPipe();
            (Input, _inputPipe) = (new SafeFileHandle(read, ownsHandle: true), Ours(PipeDirection.Out, write));
        }

        var (outputRead, outputWrite) = OpenPipe();
        (Output, _outputPipe) = (new SafeFileHandle(outputWrite, ownsHandle: true), Ours(PipeDirection.In, outputRead));
        var (errorRead, errorWrite) = OpenPipe();
        (Error, _errorPipe) = (new SafeFileHandle(errorWrite, ownsHandle: true), Ours(PipeDirection.In, errorRead));
        _output = new OutputCollector(_outputPipe, command.MaxOutputBytes, command.OnOutputLine is null ? null : new LineSplitter(command.OnOutputLine), command.OutputEncoding);
        _error = new OutputCollector(_errorPipe, command.MaxOutputBytes, null, command.OutputEncoding);
    }

    /// <summary>The tool's end of its standard input; null for an empty input.</summary>
    public SafeFileHandle? Input { get; }

    /// <summary>The tool's end of its standard output.</summary>
    public SafeFileHandle Output { get; }

    /// <summary>The tool's end of its standard error.</summary>
    public SafeFileHandle Error { get; }

    /// <summary>What came of standard output.</summary>
    public string OutputText => _output.Text;

    /// <summary>What came of standard error.</summary>
    public string ErrorText => _error.Text;

    /// <summary>Closes the tool's ends, which it has by now, and begins to write and read.</summary>
    /// <returns>Fails when the reading does (too much output, or the caller's line handler threw), and never completes otherwise.</returns>
    public Task Begin()
    {
        CloseTheirs();
        var readingOutput = _output.ReadAsync(_readersStop.Token);
        var readingError = _error.ReadAsync(_readersStop.Token);
        _reading = Task.WhenAll(readingOutput, readingError);
        _writing = WriteInputAsync(_writerStop.Token);
        return WhenAnyFailsAsync(FailureOf(readingOutput), FailureOf(readingError));
    }

    /// <summary>Reads what is left, after the tool has ended.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _reading.WaitAsync(DrainTime, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await StopReadingAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Reads what is left, after the tool was killed: what it had said is in the pipes still, and is what explains a hang.</summary>
    public async Task DrainKilledAsync()
    {
        await _reading.WaitAsync(DrainTime, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopReadingAsync().ConfigureAwait(false);
    }

    /// <summary>The tool has ended: what it left in the background has no claim to the rest of its input.</summary>
    public async Task EndInputAsync()
    {
        await _writerStop.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>What is thrown for a run that did not come to its own end.</summary>
    /// <param name="exception">What ended it.</param>
    /// <param name="fate">What became of the tool.</param>
    /// <param name="isDeadlineOver">Whether its time was over.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public Exception Failure(Exception exception, string fate, bool isDeadlineOver, CancellationToken cancellationToken) => exception switch
    {
        OutputLimitException limit => new ToolException($"'{_command}' printed more than {limit.Bytes} bytes. {fate}"),
        OperationCanceledException when cancellationToken.IsCancellationRequested => new OperationCanceledException($"'{_command}' was cancelled. {fate}", cancellationToken),
        OperationCanceledException when isDeadlineOver => new ToolTimeoutException(
            $"'{_command}' did not end within {_command.Timeout.TotalSeconds:0.###} s. {fate}{Tail(ErrorText)}"),
        _ => new ToolException($"'{_command}' could not be read: {exception.Message} {fate}", exception),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        CloseTheirs();
        if (_inputPipe is not null)
        {
            await _inputPipe.DisposeAsync().ConfigureAwait(false);
        }

        await _outputPipe.DisposeAsync().ConfigureAwait(false);
        await _errorPipe.DisposeAsync().ConfigureAwait(false);
        _readersStop.Dispose();
        _writerStop.Dispose();
    }

    private static string Tail(string error) => error.Trim() is { Length: > 0 } text ? $" It had said: {(text.Length > 500 ? text[^500..] : text)}" : "";

    private static AnonymousPipeClientStream Ours(PipeDirection direction, int fd) => new(direction, new SafePipeHandle(fd, ownsHandle: true));

    private static unsafe (int Read, int Write) OpenPipe()
    {
        var fds = stackalloc int[2];
        return Libc.pipe2(fds, Libc.O_CLOEXEC) == 0 ? (fds[0], fds[1]) : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    private void CloseTheirs()
    {
        Input?.Dispose();
        Output.Dispose();
        Error.Dispose();
    }

    private async Task StopReadingAsync()
    {
        await _readersStop.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Writes beside the reading of both outputs, so that a tool that answers before it has read all does not wait for us, nor we for it.</summary>
    private async Task WriteInputAsync(CancellationToken cancellationToken)
    {
        if (_inputPipe is null)
        {
            return;
        }

        await Task.Yield();
        await using (_inputPipe.ConfigureAwait(false))
        {
            try
            {
                await _inputPipe.WriteAsync(_command.Input ?? default, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // EPIPE: it has closed its input, or ended. Whether it minded tells its exit code.
            }
        }
    }

    private static async Task WhenAnyFailsAsync(Task first, Task second) => await (await Task.WhenAny(first, second).ConfigureAwait(false)).ConfigureAwait(false);

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
