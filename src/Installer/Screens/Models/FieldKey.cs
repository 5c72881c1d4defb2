namespace Domar.Installer.Screens.Models;

/// <summary>A field of the screens; each is a line of the answer file that the screens write.</summary>
internal enum FieldKey
{
    /// <summary>The disks.</summary>
    Disks,

    /// <summary>File system and RAID level.</summary>
    Layout,

    /// <summary>How much of each disk is used.</summary>
    HdSize,

    /// <summary>ZFS: logarithm of the sector size.</summary>
    Ashift,

    /// <summary>ZFS: compression.</summary>
    Compress,

    /// <summary>ZFS: checksum.</summary>
    Checksum,

    /// <summary>ZFS: copies of each block.</summary>
    Copies,

    /// <summary>ZFS: largest size of the ARC.</summary>
    ArcMax,

    /// <summary>LVM: swap.</summary>
    SwapSize,

    /// <summary>LVM: largest state volume.</summary>
    MaxRoot,

    /// <summary>LVM: what stays free.</summary>
    MinFree,

    /// <summary>LVM: largest thin pool.</summary>
    MaxVz,

    /// <summary>The country.</summary>
    Country,

    /// <summary>The time zone.</summary>
    TimeZone,

    /// <summary>The keyboard.</summary>
    Keyboard,

    /// <summary>Password of root.</summary>
    Password,

    /// <summary>The same again.</summary>
    PasswordAgain,

    /// <summary>A key for root.</summary>
    SshKey,

    /// <summary>Mail address of the administrator.</summary>
    Mail,

    /// <summary>Host name with domain.</summary>
    Name,

    /// <summary>The management card.</summary>
    Card,

    /// <summary>Address with prefix.</summary>
    Address,

    /// <summary>The router.</summary>
    Gateway,

    /// <summary>The name server.</summary>
    Dns,
}
