namespace Domar.Runtime.Cli.Terminals;

/// <summary>Nobody reads our output any more, as after <c>domar vm list | head -1</c>: no error to speak of.</summary>
internal sealed class BrokenPipeException() : IOException("Nobody reads the output any more.");
