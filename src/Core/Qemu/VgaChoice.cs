namespace Domar.Core.Qemu;

/// <summary>The display that a configuration asks for, its default resolved.</summary>
/// <param name="Type">std, cirrus, vmware, qxl, qxl2..4, virtio, virtio-gl, none, serial0..3.</param>
/// <param name="MemoryMiB">Video memory; null for QEMU's own choice.</param>
/// <param name="IsExplicit">Whether the configuration names it.</param>
internal sealed record VgaChoice(string Type, int? MemoryMiB, bool IsExplicit)
{
    public bool IsNone => Type == "none";

    /// <summary>The serial port that stands in for a display; null when there is a display or none at all.</summary>
    public int? SerialPort => Type.StartsWith("serial", StringComparison.Ordinal) ? Type[^1] - '0' : null;

    public bool IsVirtio => Type.StartsWith("virtio", StringComparison.Ordinal);

    /// <summary>Number of qxl displays; 0 when it is another kind.</summary>
    public int QxlDisplays => !Type.StartsWith("qxl", StringComparison.Ordinal) ? 0 : Type.Length == 3 ? 1 : Type[3] - '0';

    public bool HasScreen => !IsNone && SerialPort is null;

    /// <summary>Whether clients may use SPICE with it.</summary>
    public bool IsSpice => QxlDisplays > 0 || IsVirtio;
}
