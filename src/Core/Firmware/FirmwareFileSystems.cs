namespace Domar.Core.Firmware;

/// <summary>Types of the file systems that are mounted, as mount(8) names them.</summary>
/// <param name="Boot">Of boot partitions and EFI system partitions.</param>
/// <param name="Medium">Of an image file.</param>
public sealed record FirmwareFileSystems(string Boot = "vfat", string Medium = "iso9660");
