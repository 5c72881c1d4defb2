namespace Domar.Core.Qemu;

/// <summary>The board that a VM is built on.</summary>
internal enum MachineFamily
{
    /// <summary>Intel 440FX and PIIX3: <c>pc</c>.</summary>
    I440Fx,

    /// <summary>Intel Q35 and ICH9: <c>q35</c>.</summary>
    Q35,

    /// <summary>ARM's board without a model: <c>virt</c>.</summary>
    Virt,
}
