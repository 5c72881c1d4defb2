namespace Domar.Installer.Cli;

/// <summary>The one who typed the command.</summary>
/// <param name="Input">What is typed.</param>
/// <param name="HasTerminal">Whether the output is a terminal, on which a line can be written again.</param>
internal sealed record Person(TextReader Input, bool HasTerminal);
