namespace Domar.Core.Lxc;

/// <summary>A range of ids that root may map into containers (a line of <c>/etc/subuid</c> or <c>/etc/subgid</c> for root).</summary>
/// <param name="IsGroup">Group ids; false for user ids.</param>
/// <param name="First">First id.</param>
/// <param name="Count">How many.</param>
public sealed record SubordinateIds(bool IsGroup, long First, long Count);
