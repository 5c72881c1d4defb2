namespace Domar.Image.Tests.Harness;

/// <summary>A network card in QEMU's user network: an address by DHCP, and ports of the guest on this host's loopback.</summary>
internal sealed record NicOptions
{
    /// <summary>QEMU's device.</summary>
    public string Model { get; init; } = "virtio-net-pci";

    /// <summary>TCP ports of the guest to be reached from here; <see cref="Machine.PortOf"/> says where.</summary>
    public IReadOnlyList<int> GuestPorts { get; init; } = [];

    /// <summary>The address at which the guest finds servers of this host.</summary>
    public const string ServerAddress = "10.0.2.80";

    /// <summary>Ports of <see cref="ServerAddress"/> that lead to ports of this host's loopback, also for a guest that is cut off from everything else.</summary>
    public IReadOnlyDictionary<int, int> Servers { get; init; } = new Dictionary<int, int>();

    /// <summary>A device in the namespace of <see cref="MachineOptions.Network"/> to be attached to, instead of QEMU's user network; null for that.</summary>
    public string? Tap { get; init; }

    /// <summary>Whether the guest is cut off from everything beyond (the default: a test must not depend on the world).</summary>
    public bool Restricted { get; init; } = true;
}
