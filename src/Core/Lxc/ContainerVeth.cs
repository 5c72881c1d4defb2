namespace Domar.Core.Lxc;

/// <summary>The host's end of a container's network card. LXC makes it when the container starts.</summary>
/// <param name="Name">Its name on the host (Proxmox: <c>vethVMIDiN</c>).</param>
public sealed record ContainerVeth(string Name)
{
    /// <summary>Index of the card (<c>net0</c>: 0).</summary>
    public int Index { get; init; }

    /// <summary>The bridge that it belongs to; null for none.</summary>
    public string? Bridge { get; init; }

    /// <summary>VLAN of its untagged packets; null for the bridge's own.</summary>
    public int? VlanTag { get; init; }

    /// <summary>VLANs that may pass it tagged; empty when the configuration names none.</summary>
    public IReadOnlyList<int> Trunks { get; init; } = [];

    /// <summary>Limit in each direction in megabytes (of 1048576 bytes, as Proxmox counts) per second; null for none.</summary>
    public double? RateMegabytesPerSecond { get; init; }

    /// <summary>Whether the firewall guards it.</summary>
    public bool Firewall { get; init; }

    /// <summary>Whether its cable is unplugged.</summary>
    public bool LinkDown { get; init; }

    /// <summary>
    /// Commands that give it its VLANs, limit and state, in order; each is a program and its arguments. At the start LXC runs them itself, before the
    /// container can send a packet (<see cref="LxcPaths.NetUp"/>); they are here for a card that is changed while the container runs.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> AfterUp { get; init; } = [];
}
