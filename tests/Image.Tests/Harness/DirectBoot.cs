namespace Domar.Image.Tests.Harness;

/// <summary>A kernel that QEMU starts itself, as a boot loader of someone else's would, instead of the firmware's choice.</summary>
/// <param name="Kernel">File with the kernel.</param>
/// <param name="Initrd">File with the initramfs.</param>
/// <param name="CommandLine">The kernel's arguments.</param>
internal sealed record DirectBoot(string Kernel, string Initrd, string CommandLine);
