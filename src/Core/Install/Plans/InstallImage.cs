namespace Domar.Core.Install.Plans;

/// <summary>The image that is installed. Sizes are 0 where there is no medium to look at; such a plan is for reading only.</summary>
/// <param name="Version">Its version, such as <c>0.1.0</c>.</param>
/// <param name="KernelBytes">Size of the kernel.</param>
/// <param name="InitrdBytes">Size of the initramfs.</param>
/// <param name="RootBytes">Size of the root image with its hash tree.</param>
/// <param name="CoreBytes">Size of GRUB's core for BIOS.</param>
public sealed record InstallImage(string Version, long KernelBytes, long InitrdBytes, long RootBytes, long CoreBytes)
{
    /// <summary>SHA-256 of the kernel; null where the medium does not say.</summary>
    public string? KernelHash { get; init; }

    /// <summary>SHA-256 of the initramfs; null where the medium does not say.</summary>
    public string? InitrdHash { get; init; }
}
