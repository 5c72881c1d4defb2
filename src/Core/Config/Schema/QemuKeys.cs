namespace Domar.Core.Config;

/// <summary>The keys of virtual machines, a file per family.</summary>
internal static partial class QemuKeys
{
    internal static KeySchema[] All() => [.. General(), .. Processor(), .. Memory(), .. Platform(), .. Disks(), .. Network(), .. Display(), .. Passthrough(), .. CloudInit(), .. Internal()];
}
