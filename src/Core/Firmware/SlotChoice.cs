namespace Domar.Core.Firmware;

/// <summary>The slot that GRUB takes at the next start from a disk.</summary>
/// <param name="Slot">The slot. When its kernel cannot be loaded, GRUB takes the other.</param>
/// <param name="Reason">Why.</param>
public sealed record SlotChoice(FirmwareSlot Slot, SlotReason Reason);
