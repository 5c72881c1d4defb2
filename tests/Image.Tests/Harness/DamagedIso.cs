using System.Buffers.Binary;

namespace Domar.Image.Tests.Harness;

/// <summary>Copies of the ISO that are not as they were made.</summary>
internal sealed class DamagedIso
{
    private const int BlockSize = 4096;
    private const int SectorSize = 2048;

    private readonly IsoFile _root;

    private DamagedIso(string path)
    {
        Path = path;
        _root = new IsoImage(path).Find(DomarIso.RootImage);
        ReadSuperblock();
    }

    /// <summary>The copy.</summary>
    public string Path { get; }

    /// <summary>Where the root image begins in the copy, in bytes.</summary>
    public long RootImage => _root.Offset;

    /// <summary>Bytes of the root image before its hash tree's first block.</summary>
    public long DataSize { get; private set; }

    /// <summary>Where the inode of the root folder is packed, in bytes from the root image's begin.</summary>
    public long RootInodeBlock { get; private set; }

    /// <summary>The top of the hash tree: veritysetup puts a superblock in a block of its own before it.</summary>
    public long HashTree => DataSize + BlockSize;

    /// <summary>Copies the ISO (where the file system can, without its blocks).</summary>
    public static DamagedIso CopyTo(string path)
    {
        File.Copy(DomarIso.Require(), path);
        return new DamagedIso(path);
    }

    /// <summary>Flips one bit.</summary>
    /// <param name="offset">Byte of the root image.</param>
    public void FlipBit(long offset)
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = _root.Offset + offset;
        var value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ 0x10));
    }

    /// <summary>Cuts the copy off.</summary>
    /// <param name="length">What remains, in bytes; rounded down to a sector of a disc.</param>
    public void Truncate(long length)
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Write);
        file.SetLength(length / SectorSize * SectorSize);
    }

    private void ReadSuperblock()
    {
        // squashfs 4.0 (Documentation/filesystems/squashfs.rst, fs/squashfs/squashfs_fs.h): the root's inode as (block << 16 | place in it,
        // unpacked) at 32, bytes used at 40, start of the inode table, which the block is relative to, at 64.
        var superblock = new byte[96];
        using var file = File.OpenRead(Path);
        file.Position = _root.Offset;
        file.ReadExactly(superblock);
        if (!superblock.AsSpan().StartsWith("hsqs"u8))
        {
            throw new InvalidDataException($"{DomarIso.RootImage} in {Path} does not begin as a squashfs.");
        }

        long Number(int at) => BinaryPrimitives.ReadInt64LittleEndian(superblock.AsSpan(at));
        DataSize = (Number(40) + BlockSize - 1) / BlockSize * BlockSize;
        RootInodeBlock = Number(64) + (Number(32) >> 16);
    }
}
