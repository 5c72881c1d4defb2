using System.Globalization;
using System.Text.RegularExpressions;

namespace Domar.Image.Tests.Harness;

/// <summary>
/// A shell (bash or busybox) on a machine's serial console that runs commands for a test. Each command runs in a subshell of its own, without
/// standard input. Where its output begins and ends is told by marks that the typed line does not contain as they are printed; lines that the
/// kernel puts in between are taken out, wherever they cut into another line.
/// </summary>
internal sealed partial class ShellSession
{
    // A terminal's line buffer holds 4095 bytes (N_TTY_BUF_SIZE); the rest would be lost without a word.
    private const int MaxLineBytes = 4000;

    private readonly SerialConsole _serial;
    private readonly string _session = Guid.NewGuid().ToString("N")[..8];
    private int _commands;

    private ShellSession(SerialConsole serial) => _serial = serial;

    /// <summary>Whether a command has not come to its end: the shell may still be at it, and nothing more can be run here.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Waits for a prompt and sets the shell up: no echo, no line editing, no paging, no colours, wide lines, a quiet kernel.</summary>
    /// <param name="serial">The console.</param>
    /// <param name="prompt">The prompt to wait for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="deadline">For the prompt.</param>
    /// <param name="failureSigns">Texts that end the wait for the prompt; null for <see cref="FailureSigns.Boot"/>.</param>
    public static async Task<ShellSession> OpenAsync(
        SerialConsole serial, string prompt, CancellationToken cancellationToken, TimeSpan? deadline = null, IReadOnlyList<string>? failureSigns = null)
    {
        await serial.WaitForAsync(prompt, deadline, failureSigns, cancellationToken);
        var session = new ShellSession(serial);

        // A shell that is just being replaced by another one may lose what is typed meanwhile: the new one's prompt is waited for.
        // In two pieces, so that the echo of the line is not taken for the prompt.
        var ready = $"<<{session._session}-0>>";
        await serial.TypeAsync(
            "stty -echo cols 500 rows 100; export TERM=dumb PS2= PAGER=cat SYSTEMD_PAGER= SYSTEMD_COLORS=0 HISTFILE=/dev/null "
            + $"PS1='<<''{ready[2..]}'; [ -n \"$BASH_VERSION\" ] && exec bash --norc --noprofile --noediting\n",
            cancellationToken);
        await serial.WaitForAsync(ready, deadline, cancellationToken: cancellationToken);
        await serial.TypeAsync("PS1=\n", cancellationToken);
        await session.RunAsync("dmesg -n 1", cancellationToken);
        return session;
    }

    /// <summary>Goes on with a shell that a session had set up before its machine was saved (<see cref="SavedMachine"/>).</summary>
    /// <param name="serial">The console of the machine that goes on.</param>
    public static ShellSession GoOn(SerialConsole serial) => new(serial);

    /// <summary>Runs a command (of one or several lines) and waits for its end.</summary>
    /// <param name="command">Shell text. Lines of more than 4000 bytes are refused: write files with <see cref="WriteFileAsync"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="deadline">Null for <see cref="SerialConsole.DefaultDeadline"/>.</param>
    /// <param name="keepKernelLines">True for a command that prints the kernel's log itself.</param>
    public async Task<ShellResult> RunAsync(string command, CancellationToken cancellationToken, TimeSpan? deadline = null, bool keepKernelLines = false)
    {
        if (IsBroken)
        {
            throw new InvalidOperationException($"'{command}' was not run: the command before it has not come to its end.");
        }

        var id = $"{_session}-{++_commands}";
        var quoted = command.Replace("'", "'\\''", StringComparison.Ordinal);
        var text = $"printf '\\n%s%s\\n' '<<{id}' ':begin>>'; ( eval '{quoted}' ) </dev/null 2>&1; printf '\\n%s%s\\n' '<<{id}' \":end:$?>>\"\n";
        if (text.Split('\n').Any(line => line.Length > MaxLineBytes))
        {
            throw new ArgumentException($"A line of more than {MaxLineBytes} bytes does not fit into a terminal's buffer: {command[..80]}...", nameof(command));
        }

        IsBroken = true;
        await _serial.TypeAsync(text, cancellationToken);
        var result = await _serial.WaitForAsync(unread => Find(unread, id, command, keepKernelLines), $"the end of '{command}'", deadline, FailureSigns.Fatal, cancellationToken);
        IsBroken = false;
        return result;
    }

    /// <summary>Runs a command that must succeed; returns its output.</summary>
    public async Task<string> MustRunAsync(string command, CancellationToken cancellationToken, TimeSpan? deadline = null)
    {
        var result = await RunAsync(command, cancellationToken, deadline);
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        return result.Output;
    }

    /// <summary>Writes a small file in the guest.</summary>
    public async Task WriteFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await MustRunAsync($": > '{path}'", cancellationToken);
        for (var at = 0; at < content.Length; at += 2048)
        {
            var part = Convert.ToBase64String(content.Span[at..Math.Min(content.Length, at + 2048)]);
            await MustRunAsync($"echo {part} | base64 -d >> '{path}'", cancellationToken);
        }
    }

    // A kernel line is one write to the console and ends with its line: taken out, what it cut in two is whole again.
    [GeneratedRegex(@"\[ *\d+\.\d{6}\](\[ *[TC]\d+\])? [^\n]*\n")]
    private static partial Regex KernelLine();

    private static ConsoleFind<ShellResult>? Find(string unread, string id, string command, bool keepKernelLines)
    {
        var ends = $"<<{id}:end:";
        if (!unread.EndsWith('\n'))
        {
            return null; // the last line may be half of a mark, or of the kernel's line
        }

        var text = keepKernelLines ? unread : KernelLine().Replace(unread, "");
        var begin = text.IndexOf($"<<{id}:begin>>\n", StringComparison.Ordinal);
        var end = text.IndexOf(ends, StringComparison.Ordinal);
        if (begin < 0 || end < 0)
        {
            return null;
        }

        begin = text.IndexOf('\n', begin) + 1;
        var code = end + ends.Length;
        var codeEnd = text.IndexOf(">>", code, StringComparison.Ordinal);
        if (codeEnd < 0)
        {
            return null;
        }

        // The mark begins with a line end of its own, so that it stands alone also after output without one.
        var output = text[begin..end].TrimEnd('\n');
        return new ConsoleFind<ShellResult>(0, unread.Length, new ShellResult(command, int.Parse(text[code..codeEnd], CultureInfo.InvariantCulture), output));
    }
}
