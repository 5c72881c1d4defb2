namespace Domar.Core.Firmware;

/// <summary>An image file that was found whole: a Domar ISO.</summary>
/// <param name="Path">Absolute path of the file.</param>
/// <param name="Root">Its root image.</param>
/// <param name="KernelBytes">Size of its kernel.</param>
/// <param name="InitrdBytes">Size of its initramfs.</param>
public sealed record FirmwareImage(string Path, RootConf Root, long KernelBytes, long InitrdBytes)
{
    /// <summary>The kernel on the medium.</summary>
    public const string KernelPath = "boot/vmlinuz";

    /// <summary>The initramfs on the medium.</summary>
    public const string InitrdPath = "boot/initrd";

    /// <summary>The root image on the medium.</summary>
    public const string RootPath = "domar/root.img";

    /// <summary>The root image's facts on the medium.</summary>
    public const string RootConfPath = "domar/root.conf";
}
