namespace Domar.Core.Qemu;

/// <summary>A PCI function of the host that may be handed to a guest.</summary>
/// <param name="Address">Full address with domain: <c>0000:01:00.4</c>.</param>
public sealed record PciDeviceFacts(string Address)
{
    /// <summary>Whether it can be cut into mediated devices.</summary>
    public bool HasMediatedDevices { get; init; }
}
