namespace Domar.Bench.Image;

/// <summary>One system that is started by its kernel, with nothing of a firmware's or boot loader's time in it.</summary>
/// <param name="Kernel">The kernel's file.</param>
/// <param name="Initrd">The initramfs' file.</param>
/// <param name="CommandLine">The kernel's command line.</param>
/// <param name="Disk">The raw disk; what the guest writes to it is thrown away.</param>
/// <param name="AsCd">Whether the disk is a CD in an IDE (AHCI) drive; otherwise it is a virtio disk.</param>
internal sealed record BootSpec(string Kernel, string Initrd, string CommandLine, string Disk, bool AsCd = false)
{
    /// <summary>Further raw disks, virtio, which the guest writes to without the host's page cache.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>QEMU's arguments: the same machine for each system, its serial line on the standard streams.</summary>
    /// <param name="accelerator">kvm or tcg.</param>
    public IReadOnlyList<string> Arguments(Core.Qemu.Accelerator accelerator) =>
    [
        "-nodefaults", "-no-user-config",
        "-machine", "q35",
        .. accelerator == Core.Qemu.Accelerator.Kvm ? (string[])["-accel", "kvm", "-cpu", "host"] : ["-accel", "tcg,thread=multi", "-cpu", "max"],
        "-smp", "2",
        "-m", "2048",
        "-display", "none",
        "-vga", "std",
        "-nic", "user,model=virtio-net-pci",
        "-chardev", "stdio,id=serial,signal=off",
        "-serial", "chardev:serial",
        "-drive", $"if=none,id=disk,format=raw,snapshot=on,file={Disk.Replace(",", ",,", StringComparison.Ordinal)}",
        "-device", AsCd ? "ide-cd,drive=disk" : "virtio-blk-pci,drive=disk",
        .. Targets.SelectMany(static (file, i) => (string[])[
            "-drive", $"if=none,id=target{i},format=raw,cache=none,file={file.Replace(",", ",,", StringComparison.Ordinal)}", "-device", $"virtio-blk-pci,drive=target{i},serial=target{i}"]),
        "-no-reboot",
        "-kernel", Kernel,
        "-initrd", Initrd,
        "-append", CommandLine,
    ];
}
