namespace Domar.Installer.Cli;

/// <summary>Exit codes of the program.</summary>
internal static class ExitCode
{
    /// <summary>Done; of <c>validate</c>: nothing is wrong.</summary>
    public const int Ok = 0;

    /// <summary>Something is wrong with the answer file, or with what was needed to check it.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Of <c>auto</c> and <c>fetch-answer</c>: there is no answer file anywhere.</summary>
    public const int NoAnswer = 3;

    /// <summary>Ended by Ctrl-C, as shells have it.</summary>
    public const int Cancelled = 130;
}
