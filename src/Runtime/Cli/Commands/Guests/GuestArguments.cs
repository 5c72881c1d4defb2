using System.CommandLine;

namespace Domar.Runtime.Cli.Commands.Guests;

/// <summary>Arguments and options that the commands for guests share.</summary>
internal static class GuestArguments
{
    /// <summary>The guest.</summary>
    public static Argument<string> Vmid(GuestCommandKind kind) => new("vmid") { HelpName = "VMID", Description = $"Number of the {kind.Noun}, from 100" };

    /// <summary>Not to wait.</summary>
    public static Option<bool> Detach() => new("--detach") { Arity = ArgumentArity.Zero, Description = "Print the task's id and do not wait for it" };

    /// <summary>To act in spite of a lock.</summary>
    public static Option<bool> SkipLock() => new("--skiplock") { Arity = ArgumentArity.Zero, Description = "Act in spite of a lock (root only)" };
}
