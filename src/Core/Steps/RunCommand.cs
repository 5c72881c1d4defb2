namespace Domar.Core.Steps;

/// <summary>Runs a host tool to its end; an exit code other than 0 is a failure. No shell is involved.</summary>
/// <param name="Program">Name looked up on PATH, or an absolute path.</param>
/// <param name="Arguments">Without the program's name.</param>
public sealed record RunCommand(string Program, IReadOnlyList<string> Arguments) : Step
{
    /// <summary>What it reads from standard input; null for nothing.</summary>
    public string? Input { get; init; }

    /// <summary>How long it may take: a deadline for hangs.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
}
