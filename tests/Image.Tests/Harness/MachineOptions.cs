namespace Domar.Image.Tests.Harness;

/// <summary>What a <see cref="Machine"/> is made of. Nothing given here is ever written to, except disks with <see cref="DiskOptions.Snapshot"/> off, and <see cref="UefiVariables"/>.</summary>
internal sealed record MachineOptions
{
    /// <summary>Name of the CD drive in <see cref="BootOrder"/> and for <see cref="Machine.EjectAsync"/>.</summary>
    public const string CdName = "cd";

    /// <summary>Name of the USB stick in <see cref="BootOrder"/> and for <see cref="Machine.UnplugAsync"/>.</summary>
    public const string UsbName = "usb";

    /// <summary>Name of a disk's file in QEMU's statistics (<see cref="Machine.WrittenBytesAsync"/>).</summary>
    public static string DriveOf(int disk) => $"disk{disk}-drive";

    /// <summary>What starts the boot loader.</summary>
    public Firmware Firmware { get; init; } = Firmware.Bios;

    /// <summary>File with the UEFI variables, which is written to, and made where it is missing. Null for variables that end with the machine.</summary>
    public string? UefiVariables { get; init; }

    /// <summary>QEMU's machine type. UEFI wants <c>q35</c>.</summary>
    public string Type { get; init; } = "q35";

    /// <summary>Memory.</summary>
    public int MemoryMiB { get; init; } = 1536;

    /// <summary>
    /// Processors. One, as two machines run at a time; and under QEMU 7.2 with several emulated ones a kernel that patches its own code now and
    /// then dies of it (<c>Oops: int3</c>).
    /// </summary>
    public int Cpus { get; init; } = 1;

    /// <summary>File of the disc in the CD drive; null for a machine without such a drive.</summary>
    public string? Cd { get; init; }

    /// <summary>File of the USB stick (raw); null for none.</summary>
    public string? Usb { get; init; }

    /// <summary>Disks, named <c>disk0</c>, <c>disk1</c>, ...</summary>
    public IReadOnlyList<DiskOptions> Disks { get; init; } = [];

    /// <summary>Network cards, named <c>nic0</c>, <c>nic1</c>, ...</summary>
    public IReadOnlyList<NicOptions> Nics { get; init; } = [new NicOptions()];

    /// <summary>The network that the machine is in, for cards with <see cref="NicOptions.Tap"/>; null for this host's.</summary>
    public PrivateNetwork? Network { get; init; }

    /// <summary>Names of what the firmware tries, in this order. Null: CD, USB stick, disks.</summary>
    public IReadOnlyList<string>? BootOrder { get; init; }

    /// <summary>The kernel to start instead of what the firmware finds; null for the firmware's way.</summary>
    public DirectBoot? Direct { get; init; }

    /// <summary>File with the memory of a machine that goes on (<see cref="SavedMachine"/>); null for one that starts.</summary>
    public string? Memory { get; init; }

    /// <summary>More arguments for QEMU, at the end.</summary>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];
}
