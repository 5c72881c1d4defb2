using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Threading.Channels;

namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary>Connects a VM's console with standard input and output.</summary>
/// <param name="context">The process.</param>
/// <param name="console">The console.</param>
/// <param name="replayBytes">How many of its first bytes were printed before we came.</param>
/// <param name="options">When to send and when to end.</param>
internal sealed class ConsoleSession(CliContext context, IDuplexPipe console, int replayBytes, ConsoleOptions options)
{
    /// <summary>Ctrl-]: the key that leaves, as telnet and virsh have it.</summary>
    public const byte LeaveKey = 0x1d;

    // How long to see whether something was piped in, before old output counts for --until.
    private static readonly TimeSpan InputGrace = TimeSpan.FromMilliseconds(200);

    private readonly Channel<byte[]> _input = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(16) { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource _maySend = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TextWatcher? _after = options.After is { } after ? new TextWatcher(Encoding.UTF8.GetBytes(after)) : null;
    private readonly TextWatcher? _until = options.Until is { } until ? new TextWatcher(Encoding.UTF8.GetBytes(until)) : null;
    private long _position;
    private long _untilFrom;

    /// <summary>Runs until somebody leaves.</summary>
    /// <returns>An exit code.</returns>
    /// <exception cref="CliException">Timeout, Ctrl-C, or the console ended too early.</exception>
    public async Task<int> RunAsync()
    {
        new Thread(ReadInput) { IsBackground = true, Name = "console input" }.Start();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.Interrupted());
        using var limit = options.Timeout is { } timeout ? new CancellationTokenSource(timeout, context.Time) : new CancellationTokenSource();
        using var limited = limit.Token.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), end);
        if (_after is null)
        {
            _maySend.SetResult();
        }

        try
        {
            // Text that was printed before we sent anything is no answer to it.
            _untilFrom = _until is not null && await IsInputPipedAsync(end.Token).ConfigureAwait(false) ? replayBytes : 0;
            var output = PrintAsync(end.Token);
            var input = SendAsync(end.Token);
            _ = await Task.WhenAny(output, input).ConfigureAwait(false);

            // A person who leaves ends it; piped input that is over does not: its answers are still to come.
            return !output.IsCompleted && await input.ConfigureAwait(false) ? ExitCode.Ok : Finish(await output.ConfigureAwait(false));
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            var waited = options.Until is { } text ? $"'{text}' did not appear" : "The console was left";
            throw new CliException(ExitCode.Timeout, $"{waited} within {options.Timeout!.Value.TotalSeconds:0.##} s.", inner: e);
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
        }
    }

    private int Finish(bool found) => found || _until is null
        ? ExitCode.Ok
        : throw new CliException(ExitCode.Failed, $"The console ended before '{options.Until}' appeared.");

    private void ReadInput()
    {
        // A thread of its own: a read of a terminal cannot be cancelled, and the process ends without waiting for it.
        var buffer = new byte[4096];
        try
        {
            int count;
            while ((count = context.Input.Read(buffer)) > 0)
            {
                if (!_input.Writer.WriteAsync(buffer.AsSpan(0, count).ToArray()).AsTask().Wait(Timeout.Infinite))
                {
                    return;
                }
            }

            _input.Writer.Complete();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _input.Writer.TryComplete(e);
        }
    }

    private async Task<bool> IsInputPipedAsync(CancellationToken cancellationToken)
    {
        if (context.InputIsTerminal)
        {
            return false;
        }

        try
        {
            return await _input.Reader.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(InputGrace, context.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>True when a person left; false when piped input is over.</summary>
    private async Task<bool> SendAsync(CancellationToken cancellationToken)
    {
        await foreach (var piece in _input.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            var leave = context.InputIsTerminal ? piece.AsSpan().IndexOf(LeaveKey) : -1;
            await _maySend.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (leave >= 0)
            {
                _ = await console.Output.WriteAsync(piece.AsMemory(0, leave), cancellationToken).ConfigureAwait(false);
                return true;
            }

            var write = await console.Output.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            if (write.IsCompleted)
            {
                return false;
            }
        }

        if (!context.InputIsTerminal)
        {
            await console.Output.CompleteAsync().ConfigureAwait(false);
        }

        // A terminal that reads as ended has gone away.
        return context.InputIsTerminal;
    }

    /// <summary>True when the awaited text was found; false when the console ended.</summary>
    private async Task<bool> PrintAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await console.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
            foreach (var segment in read.Buffer)
            {
                context.RawOutput.Write(segment.Span);
                if (Watch(segment.Span))
                {
                    return true;
                }
            }

            console.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return false;
            }
        }
    }

    private bool Watch(ReadOnlySpan<byte> bytes)
    {
        var start = _position;
        _position += bytes.Length;
        if (_after is not null && !_maySend.Task.IsCompleted)
        {
            var end = _after.Feed(bytes);
            if (end < 0)
            {
                return false;
            }

            _untilFrom = Math.Max(_untilFrom, start + end);
            _maySend.SetResult();
        }

        var skip = (int)Math.Clamp(_untilFrom - start, 0, bytes.Length);
        return _until is not null && _until.Feed(bytes[skip..]) >= 0;
    }
}
