namespace Domar.Runtime.Cli;

/// <summary>How a task ended.</summary>
/// <param name="ExitStatus"><c>OK</c>, <c>WARNINGS: n</c>, or what went wrong.</param>
internal readonly record struct TaskOutcome(string ExitStatus)
{
    /// <summary>Whether it went well but left something to know.</summary>
    public bool HasWarnings => ExitStatus.StartsWith("WARNINGS", StringComparison.Ordinal);

    /// <summary>Whether it did what it was to do.</summary>
    public bool IsGood => ExitStatus == "OK" || HasWarnings;
}
