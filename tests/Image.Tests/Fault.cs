namespace Domar.Image.Tests;

/// <summary>What is wrong with the medium, or with the hardware that it is booted on.</summary>
public enum Fault
{
    /// <summary>One bit in the first block of the root image.</summary>
    BitInSuperblock,

    /// <summary>One bit in the block with the inode of the root folder, which every mount reads.</summary>
    BitInRootInode,

    /// <summary>One bit in the middle of the root image, in a block that may be read late or never.</summary>
    BitInMiddle,

    /// <summary>One bit at the top of the hash tree.</summary>
    BitInHashTree,

    /// <summary>The last 40 % are missing.</summary>
    CutAtSixtyPercent,

    /// <summary>Nothing is there from the root image on: what boots is complete.</summary>
    CutAfterBootFiles,

    /// <summary>Kernel and initramfs were loaded from elsewhere, and there is no medium.</summary>
    NoMedium,

    /// <summary>512 MiB.</summary>
    Memory512,

    /// <summary>768 MiB.</summary>
    Memory768,

    /// <summary>Nothing to install on.</summary>
    NoDisk,
}
