namespace Domar.Core.Containers;

/// <summary>What is to be found out about a container's root file system. Paths are the guest's, absolute.</summary>
/// <param name="Read">Files to read, of 1 MiB at most.</param>
/// <param name="Probe">Paths of which it is asked whether they exist (a symbolic link does, whatever it points to).</param>
/// <param name="List">Folders whose entries' names are wanted.</param>
public sealed record GuestFactsQuery(IReadOnlyList<string> Read, IReadOnlyList<string> Probe, IReadOnlyList<string> List)
{
    /// <summary>Both together, each path once.</summary>
    public GuestFactsQuery And(GuestFactsQuery other) =>
        new([.. Read.Union(other.Read)], [.. Probe.Union(other.Probe)], [.. List.Union(other.List)]);
}
