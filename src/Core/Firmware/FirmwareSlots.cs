using System.Diagnostics;

namespace Domar.Core.Firmware;

/// <summary>Facts about <see cref="FirmwareSlot"/>.</summary>
public static class FirmwareSlots
{
    /// <summary>The slot in environment files, on the kernel command line and in JSON: <c>a</c> or <c>b</c>.</summary>
    public static string Word(this FirmwareSlot slot) => slot switch
    {
        FirmwareSlot.A => "a",
        FirmwareSlot.B => "b",
        _ => throw new UnreachableException(),
    };

    /// <summary>The one that this is not.</summary>
    public static FirmwareSlot Other(this FirmwareSlot slot) => slot == FirmwareSlot.A ? FirmwareSlot.B : FirmwareSlot.A;

    /// <summary>The partition of kernel and initramfs.</summary>
    public static PartitionRole BootRole(this FirmwareSlot slot) => slot == FirmwareSlot.A ? PartitionRole.BootA : PartitionRole.BootB;

    /// <summary>The partition of the root image.</summary>
    public static PartitionRole RootRole(this FirmwareSlot slot) => slot == FirmwareSlot.A ? PartitionRole.RootA : PartitionRole.RootB;

    /// <summary>Reads <see cref="Word"/>; null when it is neither.</summary>
    public static FirmwareSlot? TryParse(string? text) => text switch
    {
        "a" => FirmwareSlot.A,
        "b" => FirmwareSlot.B,
        _ => null,
    };
}
