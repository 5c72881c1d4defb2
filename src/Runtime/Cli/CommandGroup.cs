namespace Domar.Runtime.Cli;

/// <summary>Commands that share a first word.</summary>
/// <param name="Name">The first word.</param>
/// <param name="Summary">One line for help.</param>
/// <param name="Commands">The second words, in the order of help.</param>
internal sealed record CommandGroup(string Name, string Summary, IReadOnlyList<string> Commands);
