namespace Domar.Runtime.Guests;

/// <summary>A change of a VM's config.</summary>
internal sealed record VmConfigChange
{
    /// <summary>Keys to set with their values.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    /// <summary>Keys to remove.</summary>
    public IReadOnlyList<string> Delete { get; init; } = [];

    /// <summary>Keys whose pending change is dropped.</summary>
    public IReadOnlyList<string> Revert { get; init; } = [];

    /// <summary>The config's digest that the change is based on; null to change whatever is there.</summary>
    public string? Digest { get; init; }

    /// <summary>Whether to change it in spite of a lock.</summary>
    public bool SkipLock { get; init; }
}
