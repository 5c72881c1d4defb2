namespace Domar.Runtime.Guests;

/// <summary>How to remove a VM.</summary>
internal sealed record VmDestroyOptions
{
    /// <summary>Whether to remove it in spite of a lock.</summary>
    public bool SkipLock { get; init; }

    /// <summary>Whether volumes of this VM that its config does not name are removed too.</summary>
    public bool DestroyUnreferencedDisks { get; init; }
}
