namespace Domar.Image.Tests;

/// <summary>How the ISO comes to a machine.</summary>
public enum Medium
{
    /// <summary>As a disc in the CD drive.</summary>
    Cd,

    /// <summary>Written to a USB stick.</summary>
    Usb,

    /// <summary>As a file on a FAT32 stick with several systems, whose loader starts the kernel out of it.</summary>
    FileOnStick,
}
