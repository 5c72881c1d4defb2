namespace Domar.Installer.Inventory;

/// <summary>What of a host is looked at besides what an installation must know.</summary>
[Flags]
internal enum Inspection
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>What disks say of their health: 20 s at the most, all at once.</summary>
    Health = 1,

    /// <summary>Whether KVM works: 3 s at the most.</summary>
    Kvm = 2,
}
