namespace Domar.Runtime.Cli;

/// <summary>Everything that a command uses of the process it runs in; tests bring their own.</summary>
internal sealed class CliContext
{
    /// <summary>Results. Flushed by <see cref="CliApp"/> at the end and by commands that print as they go.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Errors and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input as bytes.</summary>
    public required Stream Input { get; init; }

    /// <summary>Standard output as bytes, for consoles and what commands in containers print. Not buffered.</summary>
    public required Stream RawOutput { get; init; }

    /// <summary>Standard error as bytes, for what commands in containers print. Not buffered.</summary>
    public required Stream RawError { get; init; }

    /// <summary>Whether a person types into <see cref="Input"/>.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Whether a person reads <see cref="Out"/>.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether a person reads <see cref="Error"/>.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>An environment variable; null when unset.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Begins to listen for Ctrl-C; the token is cancelled by it. Not called by commands that end at once: Ctrl-C ends those as usual.</summary>
    public Func<CancellationToken> Interrupted { get; init; } = static () => CancellationToken.None;

    /// <summary>Puts the terminal into raw mode until disposed.</summary>
    public Func<IDisposable?> EnterRawMode { get; init; } = static () => null;

    /// <summary>How long the daemon may take for one answer.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Runs the daemon.</summary>
    public Func<Daemon.DaemonOptions, CancellationToken, Task<int>>? RunDaemon { get; init; }

    /// <summary>Runs the KVM probe guest in this process.</summary>
    public Func<int>? RunKvmProbe { get; init; }

    /// <summary>Makes this host's own keys and certificates in a state folder, for a node name (null: the host's); returns the exit code.</summary>
    public Func<string, string?, int>? RunFirstStart { get; init; }

    /// <summary>Serves one request for firmware over this process' standard input and output.</summary>
    public Func<int>? RunFirmwareHelper { get; init; }

    /// <summary>What the initramfs has left word of (<see cref="Core.Firmware.RunningFirmware.FactsPath"/>); null where this is no Domar system.</summary>
    public Func<string?> ReadBootFacts { get; init; } = static () => null;

    /// <summary>Whether headings may be bold.</summary>
    public bool UseColour => OutputIsTerminal && string.IsNullOrEmpty(Environment("NO_COLOR")) && Environment("TERM") is not (null or "" or "dumb");

    /// <summary>Reads one line from <see cref="Input"/>, byte by byte so that nothing after it is taken; null at the end.</summary>
    public string? ReadLine()
    {
        var bytes = new List<byte>();
        Span<byte> one = stackalloc byte[1];
        while (Input.Read(one) == 1)
        {
            if (one[0] == '\n')
            {
                return Decode(bytes);
            }

            bytes.Add(one[0]);
        }

        return bytes.Count == 0 ? null : Decode(bytes);
    }

    private static string Decode(List<byte> bytes) => System.Text.Encoding.UTF8.GetString([.. bytes]).TrimEnd('\r');
}
