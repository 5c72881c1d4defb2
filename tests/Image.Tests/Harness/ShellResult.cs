namespace Domar.Image.Tests.Harness;

/// <summary>What a command in a guest came to.</summary>
/// <param name="Command">The command.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output and standard error, without the last line's end.</param>
internal sealed record ShellResult(string Command, int ExitCode, string Output)
{
    /// <inheritdoc/>
    public override string ToString() => $"$ {Command}\n{Output}\n(exit code {ExitCode})";
}
