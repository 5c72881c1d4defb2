using Domar.Core.Install.FirstBoot;
using Domar.Core.Install.Inventory;

namespace Domar.Core.Install.Plans;

/// <summary>What planning an installation needs beside settings and facts: what is drawn by lot, made before, or found where it runs.</summary>
public sealed record InstallContext
{
    /// <summary>Number of the installation: 8 hexadecimal digits in lower case, not all 0. It is the host id (hostid(1)) as well.</summary>
    public required string InstallationId { get; init; }

    /// <summary>Machine id (machine-id(5)): 32 hexadecimal digits in lower case.</summary>
    public required string MachineId { get; init; }

    /// <summary>Hash of root's password, as crypt(5) has it.</summary>
    public required string RootPasswordHash { get; init; }

    /// <summary>Text of the image's <c>/etc/shadow</c>.</summary>
    public required string ShadowText { get; init; }

    /// <summary>Whether the firmware is UEFI; otherwise BIOS.</summary>
    public required bool IsUefi { get; init; }

    /// <summary>Whether Secure Boot is on; null when that is not known.</summary>
    public bool? SecureBoot { get; init; }

    /// <summary>Volume groups on this host, on whatever disks. ZFS pools need not be told: their names are in the facts.</summary>
    public IReadOnlyList<ExistingStorage> VolumeGroups { get; init; } = [];

    /// <summary>The image.</summary>
    public required InstallImage Image { get; init; }

    /// <summary>The program that runs at the first start; null for none.</summary>
    public FirstBootFile? FirstBootProgram { get; init; }

    /// <summary>Where the medium is mounted.</summary>
    public string MediumFolder { get; init; } = "/run/domar-boot/medium";

    /// <summary>Where the boot loader's files are.</summary>
    public string BootFolder { get; init; } = "/usr/share/domar/boot";

    /// <summary>Where the new file systems are mounted meanwhile.</summary>
    public string WorkFolder { get; init; } = "/run/domar-install";

    /// <summary>Version of the layout of the state file system.</summary>
    public int StateSchema { get; init; } = 1;
}
