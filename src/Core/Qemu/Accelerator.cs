namespace Domar.Core.Qemu;

/// <summary>How QEMU runs a guest's code.</summary>
public enum Accelerator
{
    /// <summary>The kernel's hypervisor, on the processor itself.</summary>
    Kvm,

    /// <summary>QEMU's translator: works everywhere, slower by an order of magnitude.</summary>
    Tcg,
}
