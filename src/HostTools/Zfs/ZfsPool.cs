namespace Domar.HostTools.Zfs;

/// <summary>An imported pool.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Health"><c>ONLINE</c>, <c>DEGRADED</c>, <c>FAULTED</c>, <c>SUSPENDED</c>, ... (zpoolconcepts(7)).</param>
/// <param name="SizeBytes">All of it, parity included.</param>
/// <param name="AllocatedBytes">What is taken of that.</param>
public sealed record ZfsPool(string Name, string Health, long SizeBytes, long AllocatedBytes)
{
    /// <summary>Whether it takes no more reads and writes until somebody repairs it.</summary>
    public bool IsStopped => Health is "SUSPENDED" or "FAULTED" or "UNAVAIL";
}
