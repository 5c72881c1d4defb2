namespace Domar.Core.Lxc;

/// <summary>A device node of the host.</summary>
/// <param name="IsBlock">A block device; false for a character device.</param>
/// <param name="Major">Its major number.</param>
/// <param name="Minor">Its minor number.</param>
public sealed record LxcDeviceNode(bool IsBlock, int Major, int Minor)
{
    /// <summary>As mknod(1) takes the kind: <c>b</c> or <c>c</c>.</summary>
    public string Kind => IsBlock ? "b" : "c";

    /// <summary>As the device cgroup names it: <c>c 10:200</c>.</summary>
    public override string ToString() => $"{Kind} {Major}:{Minor}";
}
