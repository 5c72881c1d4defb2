namespace Domar.Image.Tests.Harness;

/// <summary>What starts the boot loader.</summary>
public enum Firmware
{
    /// <summary>SeaBIOS.</summary>
    Bios,

    /// <summary>OVMF without keys: starts any loader.</summary>
    Uefi,

    /// <summary>OVMF with Microsoft's keys enrolled: starts what they, or a key below them, have signed.</summary>
    UefiSecureBoot,
}
