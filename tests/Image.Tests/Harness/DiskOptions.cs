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

    /// <summary>Size of its logical and physical sectors: 512 or 4096 bytes (a disk on <see cref="DiskBus.Ata"/> has 512).</summary>
    public int SectorBytes { get; init; } = 512;

    /// <summary>Whether its writes go past this host's page cache (cache=none), so that what a killed QEMU had not written is lost.</summary>
    public bool IsUncached { get; init; }

    /// <summary>File that records its writes and flushes, for <see cref="WriteLog.Open"/>; null for none. Only for a disk without an overlay.</summary>
    public string? WriteLog { get; init; }

    /// <summary>A place of it, in bytes, that cannot be written: the guest sees an I/O error. Null for none. Only for a disk without an overlay.</summary>
    public long? BadByte { get; init; }

    /// <summary>A blank disk.</summary>
    public static DiskOptions Blank(int sizeMiB, DiskBus bus = DiskBus.Virtio) => new() { SizeMiB = sizeMiB, Bus = bus };
}
