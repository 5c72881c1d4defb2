namespace Domar.Image.Tests.Harness;

/// <summary>A disk of the machine.</summary>
internal sealed record DiskOptions
{
    /// <summary>Its file. Null for a blank raw disk of <see cref="SizeMiB"/> that lives as long as the machine.</summary>
    public string? Path { get; init; }

    /// <summary>Size of a blank disk; without meaning for one with a file.</summary>
    public int SizeMiB { get; init; } = 1024;

    /// <summary>Format of the file: <c>raw</c> or <c>qcow2</c>.</summary>
    public string Format { get; init; } = "raw";

    /// <summary>What it is attached to.</summary>
    public DiskBus Bus { get; init; } = DiskBus.Virtio;

    /// <summary>Serial number, which names it under <c>/dev/disk/by-id</c>; null for one made of its place (<c>domar-test-0</c>).</summary>
    public string? Serial { get; init; }

    /// <summary>Whether writes go to an overlay that is thrown away. False for a disk that the next machine shall find as this one left it.</summary>
    public bool Snapshot { get; init; } = true;

    /// <summary>A blank disk.</summary>
    public static DiskOptions Blank(int sizeMiB, DiskBus bus = DiskBus.Virtio) => new() { SizeMiB = sizeMiB, Bus = bus };
}
