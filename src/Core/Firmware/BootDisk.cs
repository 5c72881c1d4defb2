namespace Domar.Core.Firmware;

/// <summary>What one boot disk has, as far as it can be read.</summary>
/// <param name="Number">Number within the installation.</param>
/// <param name="Name">The kernel's name for the disk, such as <c>sda</c>.</param>
public sealed record BootDisk(int Number, string Name)
{
    /// <summary>Its environment files; null when its EFI system partition cannot be read.</summary>
    public BootEnvironment? Environment { get; init; }

    /// <summary>The image of slot A; null when the slot is not whole.</summary>
    public RootConf? SlotA { get; init; }

    /// <summary>The image of slot B; null when the slot is not whole.</summary>
    public RootConf? SlotB { get; init; }

    /// <summary>What is wrong with the disk, for people; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The image of a slot; null when the slot is not whole.</summary>
    public RootConf? Image(FirmwareSlot slot) => slot == FirmwareSlot.A ? SlotA : SlotB;
}
