namespace Domar.Image.Tests;

/// <summary>What is wrong with an image in a slot.</summary>
public enum SlotBreak
{
    /// <summary>Its initramfs is none: the kernel panics.</summary>
    Initrd,

    /// <summary>Its kernel is none: GRUB cannot load it.</summary>
    Kernel,

    /// <summary>Its root image is zeros from the begin: it cannot be mounted.</summary>
    Root,

    /// <summary>Most of its root image is zeros, the begin is whole.</summary>
    RootEnd,

    /// <summary>The daemon does not start.</summary>
    Api,
}
