namespace Domar.Core.Lxc;

/// <summary>A range of user or group ids of a container and the host's ids that they stand for (user_namespaces(7)).</summary>
/// <param name="IsGroup">Group ids; false for user ids.</param>
/// <param name="First">First id in the container.</param>
/// <param name="HostFirst">The host's id that it stands for.</param>
/// <param name="Count">How many, 1 or more.</param>
public sealed record IdMapRange(bool IsGroup, long First, long HostFirst, long Count)
{
    /// <summary>As <c>lxc.idmap</c> has it: <c>u 0 100000 65536</c>.</summary>
    public override string ToString() => $"{(IsGroup ? 'g' : 'u')} {First} {HostFirst} {Count}";
}
