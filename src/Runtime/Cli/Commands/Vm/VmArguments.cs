using System.CommandLine;
using Domar.Core.Primitives;

namespace Domar.Runtime.Cli.Commands.Vm;

/// <summary>Arguments and options that the VM commands share.</summary>
internal static class VmArguments
{
    /// <summary>The VM.</summary>
    public static Argument<string> Vmid() => new("vmid") { HelpName = "VMID", Description = "Number of the VM, from 100" };

    /// <summary>Not to wait.</summary>
    public static Option<bool> Detach() => new("--detach") { Arity = ArgumentArity.Zero, Description = "Print the task's id and do not wait for it" };

    /// <summary>To act in spite of a lock.</summary>
    public static Option<bool> SkipLock() => new("--skiplock") { Arity = ArgumentArity.Zero, Description = "Act in spite of a lock (root only)" };

    /// <summary>Where the API has a VM.</summary>
    public static string Path(GuestId id) => $"{Invocation.Node}/qemu/{id}";
}
