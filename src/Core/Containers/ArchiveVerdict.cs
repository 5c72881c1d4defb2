namespace Domar.Core.Containers;

/// <summary>What is to be done with an entry of an archive.</summary>
public abstract record ArchiveVerdict
{
    private protected ArchiveVerdict()
    {
    }

    /// <summary>Unpack it.</summary>
    /// <param name="Path">Relative to the root folder, without empty, <c>.</c> and <c>..</c> parts; <c>.</c> for the root folder itself.</param>
    /// <param name="LinkTarget">A hard link's target, of the same form; a symbolic link's as it is; null for others.</param>
    public sealed record Take(string Path, string? LinkTarget) : ArchiveVerdict;

    /// <summary>Leave it out and go on.</summary>
    /// <param name="Path">As of <see cref="Take"/>.</param>
    /// <param name="Reason">For people.</param>
    public sealed record Skip(string Path, string Reason) : ArchiveVerdict;

    /// <summary>Give the whole archive up.</summary>
    /// <param name="Reason">For people; names the entry.</param>
    public sealed record Refuse(string Reason) : ArchiveVerdict;
}
