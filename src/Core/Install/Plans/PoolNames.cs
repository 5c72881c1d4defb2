namespace Domar.Core.Install.Plans;

/// <summary>Names of what holds state and guests: those of Proxmox, which its storage configurations refer to.</summary>
public static class PoolNames
{
    /// <summary>The ZFS pool.</summary>
    public const string Zfs = "rpool";

    /// <summary>The LVM volume group.</summary>
    public const string Lvm = "pve";
}
