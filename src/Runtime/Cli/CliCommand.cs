using System.CommandLine;
using Domar.Core.Config;

namespace Domar.Runtime.Cli;

/// <summary>One command: its place on the command line, its help, and what it does.</summary>
/// <param name="name">Full name below <c>domar</c>, for example <c>vm start</c>.</param>
/// <param name="summary">One line for help.</param>
internal abstract class CliCommand(string name, string summary)
{
    /// <summary>Full name below <c>domar</c>.</summary>
    public string Name { get; } = name;

    /// <summary>One line for help.</summary>
    public string Summary { get; } = summary;

    /// <summary>More text for the command's own help; empty for none.</summary>
    public virtual string Description => "";

    /// <summary>Command lines that work, without <c>domar</c>, each with what it does.</summary>
    public virtual IReadOnlyList<(string Line, string Meaning)> Examples => [];

    /// <summary>The config keys that are taken as options of their names (<c>--net0</c>); null for none.</summary>
    public virtual ConfigSchema? ConfigKeys => null;

    /// <summary>Whether its last argument is another program's command line, which is written after <c>--</c>.</summary>
    public virtual bool EndsInAProgram => false;

    /// <summary>Adds arguments and options.</summary>
    public virtual void Define(Command command)
    {
    }

    /// <summary>Does it.</summary>
    /// <returns>An exit code.</returns>
    /// <exception cref="CliException">It failed.</exception>
    public abstract int Run(Invocation run);
}
