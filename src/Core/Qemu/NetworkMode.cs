namespace Domar.Core.Qemu;

/// <summary>How guests' network cards reach the outside.</summary>
public enum NetworkMode
{
    /// <summary>A tap interface per card, made before QEMU starts, in the bridge that the card names.</summary>
    Tap,

    /// <summary>QEMU's own user-mode network (standalone mode): needs no right and no bridge; the guest reaches out, nothing reaches in.</summary>
    User,
}
