namespace Domar.Runtime.Cli;

/// <summary>What the exit codes of <c>domar</c> mean. They are part of the interface: docs/cli.md and --help list them.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>The request was refused, or its task failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No daemon answers.</summary>
    public const int Unreachable = 3;

    /// <summary>It took too long.</summary>
    public const int Timeout = 4;

    /// <summary>Ctrl-C (128 + SIGINT, as shells count).</summary>
    public const int Interrupted = 130;

    /// <summary>Every code with its meaning, for help and documentation.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Ok, "done"),
        (Failed, "failed: the request was refused or its task failed"),
        (Usage, "the command line is wrong"),
        (Unreachable, "no daemon answers on the socket"),
        (Timeout, "timed out"),
        (Interrupted, "interrupted with Ctrl-C"),
    ];
}
