namespace Domar.Core.Qemu;

/// <summary>A tap interface that must be there, owned by QEMU's user, before QEMU starts or the card is plugged.</summary>
/// <param name="Name">The interface's name (Proxmox: <c>tapVMIDiN</c>).</param>
/// <param name="Bridge">The bridge that it belongs to.</param>
public sealed record TapInterface(string Name, string Bridge)
{
    /// <summary>Index of the card (<c>net0</c>: 0).</summary>
    public int Index { get; init; }

    /// <summary>Queues that QEMU opens it with; 1 for a single-queue interface.</summary>
    public int Queues { get; init; } = 1;

    /// <summary>VLAN tag, or null for none.</summary>
    public int? VlanTag { get; init; }

    /// <summary>MTU to set, or null to take the bridge's.</summary>
    public int? Mtu { get; init; }
}
