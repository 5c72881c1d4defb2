using System.Diagnostics.CodeAnalysis;
using Domar.Core.Primitives;

namespace Domar.Runtime.Consoles;

/// <summary>Names a stream that a client may open: <c>console/qemu/VMID</c> or <c>console/qemu/VMID/PORT</c>.</summary>
/// <param name="Guest">The VM.</param>
/// <param name="Port">Config key of the port, for example <c>serial0</c>; null for the first.</param>
internal readonly record struct StreamName(GuestId Guest, string? Port)
{
    /// <summary>Reads the text form; false when it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out StreamName name)
    {
        name = default;
        if (text?.Split('/') is not ["console", "qemu", var id, .. var rest] || !GuestId.TryParse(id, out var guest) || rest.Length > 1)
        {
            return false;
        }

        // QEMU has serial0 to serial3.
        if (rest is [var port] && port is not ['s', 'e', 'r', 'i', 'a', 'l', >= '0' and <= '3'])
        {
            return false;
        }

        name = new StreamName(guest, rest is [var given] ? given : null);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Port is null ? $"console/qemu/{Guest}" : $"console/qemu/{Guest}/{Port}";
}
