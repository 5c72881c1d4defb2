using System.Text;
using System.Text.RegularExpressions;

namespace Domar.Image.Tests.Harness;

/// <summary>
/// A machine's serial line. A pump reads it all the time, so that the machine never waits for a reader; what it has read is plain text (see
/// <see cref="ConsoleDecoder"/>) that waits consume from front to back. One waiter at a time.
/// </summary>
internal sealed class SerialConsole : IAsyncDisposable
{
    /// <summary>A deadline is for hangs: ten times what a boot under emulation takes.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(600);

    private const int TailLines = 60;

    // The 16 bytes of a 16550's FIFO at a time, and then room for the interrupt: what comes faster is held back by QEMU, but a getty that
    // sets its line up may drop what lies in the kernel's buffer.
    private const int TypedAtOnce = 16;
    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(3);

    // After a sign of failure, for the sentences that follow it.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Stream _from;
    private readonly Stream _to;
    private readonly Func<Task<string>> _howItEnded;
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly TerminalScreen _screen = new();
    private readonly Task _pump;
    private TaskCompletionSource _more = NewSignal();
    private int _consumed;
    private bool _ended;

    /// <summary>Begins to read.</summary>
    /// <param name="from">What the machine says; owned from here on. It needs a buffer: QEMU drops what nobody takes for some milliseconds.</param>
    /// <param name="to">What is typed; owned from here on.</param>
    /// <param name="howItEnded">Tells, after the line was closed, how QEMU ended: a sentence for messages.</param>
    public SerialConsole(Stream from, Stream to, Func<Task<string>> howItEnded)
    {
        _from = from;
        _to = to;
        _howItEnded = howItEnded;
        _pump = Task.Factory.StartNew(Pump, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>All that was read so far, as plain text, consumed or not.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>What a terminal on this line shows now (<see cref="TerminalScreen.Text"/>).</summary>
    public string Screen
    {
        get
        {
            lock (_lock)
            {
                return _screen.Text;
            }
        }
    }

    /// <summary>The last 60 lines, for messages.</summary>
    public string Tail => string.Join('\n', Text.TrimEnd('\n').Split('\n').TakeLast(TailLines));

    /// <summary>Waits for a text and consumes all up to its end.</summary>
    /// <param name="text">What shall come; it may lie in the buffer already.</param>
    /// <param name="deadline">Null for <see cref="DefaultDeadline"/>.</param>
    /// <param name="failureSigns">Texts that end the wait when they come first; null for <see cref="FailureSigns.Boot"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What came before it.</returns>
    /// <exception cref="BootFailedException">A sign of failure came first.</exception>
    /// <exception cref="MachineEndedException">QEMU has ended.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public Task<string> WaitForAsync(string text, TimeSpan? deadline = null, IReadOnlyList<string>? failureSigns = null, CancellationToken cancellationToken = default)
    {
        ConsoleFind<string>? Find(string unread) =>
            unread.IndexOf(text, StringComparison.Ordinal) is >= 0 and var at ? new ConsoleFind<string>(at, at + text.Length, unread[..at]) : null;
        return WaitForAsync(Find, $"'{text}'", deadline, failureSigns, cancellationToken);
    }

    /// <summary>The same with a pattern.</summary>
    /// <returns>The match, in the text that was not consumed before.</returns>
    /// <inheritdoc cref="WaitForAsync(string, TimeSpan?, IReadOnlyList{string}?, CancellationToken)"/>
    public Task<Match> WaitForAsync(Regex pattern, TimeSpan? deadline = null, IReadOnlyList<string>? failureSigns = null, CancellationToken cancellationToken = default)
    {
        ConsoleFind<Match>? Find(string unread) =>
            pattern.Match(unread) is { Success: true } match ? new ConsoleFind<Match>(match.Index, match.Index + match.Length, match) : null;
        return WaitForAsync(Find, $"/{pattern}/", deadline, failureSigns, cancellationToken);
    }

    /// <summary>The same with a search of the caller's, called with all unread text whenever some was added.</summary>
    /// <param name="find">Returns what it found, or null to go on.</param>
    /// <param name="what">What is looked for, for messages.</param>
    /// <param name="deadline">Null for <see cref="DefaultDeadline"/>.</param>
    /// <param name="failureSigns">Null for <see cref="FailureSigns.Boot"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="WaitForAsync(string, TimeSpan?, IReadOnlyList{string}?, CancellationToken)" path="/exception"/>
    public async Task<T> WaitForAsync<T>(
        Func<string, ConsoleFind<T>?> find, string what, TimeSpan? deadline, IReadOnlyList<string>? failureSigns, CancellationToken cancellationToken)
    {
        var limit = deadline ?? DefaultDeadline;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        while (true)
        {
            var (unread, more, ended) = Look();
            var found = find(unread);
            if (FirstSign(unread, failureSigns ?? FailureSigns.Boot) is { } sign && (found is null || sign.End <= found.Start))
            {
                await HearLastWordsAsync();
                throw new BootFailedException($"'{sign.Text}' came on the console instead of {what}. {TailForMessage()}");
            }

            if (found is not null)
            {
                lock (_lock)
                {
                    _consumed += found.End;
                }

                return found.Result;
            }

            if (ended)
            {
                throw new MachineEndedException($"QEMU ended before {what} came on the console. {await _howItEnded()} {TailForMessage()}");
            }

            try
            {
                await more.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"{what} did not come on the console within {limit.TotalSeconds:0} s. {TailForMessage()}");
            }
        }
    }

    /// <summary>Waits until a terminal on this line shows a text, in one row.</summary>
    /// <inheritdoc cref="WaitForAsync(string, TimeSpan?, IReadOnlyList{string}?, CancellationToken)"/>
    public async Task WaitForScreenAsync(string text, TimeSpan? deadline = null, IReadOnlyList<string>? failureSigns = null, CancellationToken cancellationToken = default)
    {
        try
        {
            await WaitForAsync(unread => Screen.Contains(text, StringComparison.Ordinal) ? new ConsoleFind<bool>(0, unread.Length, true) : null, $"'{text}' on the screen", deadline, failureSigns, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"'{text}' did not come on the screen, which shows:\n{Screen}\n(end of the screen)", exception);
        }
    }

    /// <summary>Types, at a pace at which nothing is lost. <c>\n</c> is the Enter key, which sends <c>\r</c>.</summary>
    public async Task TypeAsync(string text, CancellationToken cancellationToken = default)
    {
        var bytes = Encoding.UTF8.GetBytes(text.Replace('\n', '\r'));
        for (var at = 0; at < bytes.Length; at += TypedAtOnce)
        {
            var chunk = bytes.AsMemory(at, Math.Min(TypedAtOnce, bytes.Length - at));
            await _to.WriteAsync(chunk, cancellationToken);
            await _to.FlushAsync(cancellationToken);
            await Task.Delay(TypingPause, cancellationToken);
        }
    }

    /// <summary>Closes the line.</summary>
    public async ValueTask DisposeAsync()
    {
        await _to.DisposeAsync();
        await _from.DisposeAsync();
        await _pump;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Sign? FirstSign(string text, IReadOnlyList<string> signs) => signs
        .Select(sign => new Sign(sign, text.IndexOf(sign, StringComparison.Ordinal)))
        .Where(sign => sign.At >= 0)
        .MinBy(sign => sign.At);

    private (string Unread, Task More, bool Ended) Look()
    {
        lock (_lock)
        {
            return (_text.ToString(_consumed, _text.Length - _consumed), _more.Task, _ended);
        }
    }

    private async Task HearLastWordsAsync()
    {
        using var enough = new CancellationTokenSource(LastWords);
        while (Look() is { Ended: false } seen && !enough.IsCancellationRequested)
        {
            await seen.More.WaitAsync(enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private string TailForMessage() => $"The end of the console:\n{Tail}\n(end of the console)";

    // A thread of its own: on a busy machine the pool's may come late.
    private void Pump()
    {
        var decoder = new ConsoleDecoder();
        var buffer = new byte[16 * 1024];
        try
        {
            while (_from.Read(buffer) is > 0 and var count)
            {
                var text = decoder.Decode(buffer.AsSpan(0, count));
                Signal(() =>
                {
                    _text.Append(text);
                    _screen.Feed(buffer.AsSpan(0, count));
                });
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // QEMU was killed, or the harness is done with it.
        }

        Signal(() => _ended = true);
    }

    private void Signal(Action change)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            change();
            (signal, _more) = (_more, NewSignal());
        }

        signal.SetResult();
    }

    private sealed record Sign(string Text, int At)
    {
        public int End => At + Text.Length;
    }
}
