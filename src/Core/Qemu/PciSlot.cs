namespace Domar.Core.Qemu;

/// <summary>Where a PCI device sits: the bus's id and <c>device</c> or <c>device.function</c> in hexadecimal.</summary>
internal readonly record struct PciSlot(string Bus, string Address);
