namespace Domar.Image.Tests.Harness;

/// <summary>A network card in QEMU's user network: an address by DHCP, and ports of the guest on this host's loopback.</summary>
internal sealed record NicOptions
{
    /// <summary>QEMU's device.</summary>
    public string Model { get; init; } = "virtio-net-pci";

    /// <summary>TCP ports of the guest to be reached from here; <see cref="Machine.PortOf"/> says where.</summary>
    public IReadOnlyList<int> GuestPorts { get; init; } = [];

    /// <summary>Whether the guest is cut off from everything beyond (the default: a test must not depend on the world).</summary>
    public bool Restricted { get; init; } = true;
}
