namespace Domar.Core.Qemu;

/// <summary>A named choice of host PCI devices, from which each guest takes the first that is free.</summary>
/// <param name="Addresses">Full addresses on this node, in order of preference; several functions of one entry are separated by <c>;</c>.</param>
/// <param name="HasMediatedDevices">Whether its devices are cut into mediated devices.</param>
public sealed record PciMappingFacts(IReadOnlyList<string> Addresses, bool HasMediatedDevices);
