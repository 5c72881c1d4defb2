namespace Domar.Core.Primitives;

/// <summary>What a guest is.</summary>
public enum GuestKind
{
    /// <summary>A virtual machine run by QEMU (API: <c>qemu</c>).</summary>
    Qemu,

    /// <summary>A container run by LXC (API: <c>lxc</c>).</summary>
    Lxc,
}
