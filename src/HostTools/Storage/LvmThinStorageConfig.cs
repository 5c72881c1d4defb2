namespace Domar.HostTools.Storage;

/// <summary>A storage of type <c>lvmthin</c> as storage.cfg describes it.</summary>
public sealed record LvmThinStorageConfig
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Volume group (<c>vgname</c>).</summary>
    public required string Group { get; init; }

    /// <summary>Thin pool in that group (<c>thinpool</c>).</summary>
    public required string Pool { get; init; }

    /// <summary>Content types that it holds.</summary>
    public required IReadOnlySet<string> Content { get; init; }
}
