namespace Domar.Runtime.Cli;

/// <summary>Ends a command with a message on standard error and an exit code.</summary>
/// <param name="exitCode">One of <see cref="Cli.ExitCode"/>.</param>
/// <param name="message">Text for people: what, why, what to do.</param>
/// <param name="details">Further lines below the message, for example one per parameter.</param>
/// <param name="inner">The cause, where there is one.</param>
internal sealed class CliException(int exitCode, string message, IReadOnlyList<string>? details = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Further lines below the message; often empty.</summary>
    public IReadOnlyList<string> Details { get; } = details ?? [];

    /// <summary>A mistake in the command line.</summary>
    public static CliException Usage(string message, params IReadOnlyList<string> details) => new(Cli.ExitCode.Usage, message, details);
}
