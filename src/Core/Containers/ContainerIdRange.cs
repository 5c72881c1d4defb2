namespace Domar.Core.Containers;

/// <summary>A run of user or group ids of a container and what they are on the host.</summary>
/// <param name="ContainerId">The first id inside.</param>
/// <param name="HostId">The first id on the host.</param>
/// <param name="Count">How many ids, at least 1.</param>
public sealed record ContainerIdRange(uint ContainerId, uint HostId, uint Count)
{
    /// <summary>Whether an id inside is one of these.</summary>
    public bool Contains(uint containerId) => containerId >= ContainerId && containerId - ContainerId < Count;

    /// <summary>The ids inside, for example <c>0-65535</c>.</summary>
    public override string ToString() => $"{ContainerId}-{(ulong)ContainerId + Count - 1}";
}
