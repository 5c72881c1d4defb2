using Domar.TestKit;

namespace Domar.Image.Tests.Harness;

/// <summary>Makes a USB stick that brings the answers to the installer's questions.</summary>
internal static class AnswerStick
{
    /// <summary>Name of the file on it.</summary>
    public const string FileName = "answer.toml";

    /// <summary>The label that Proxmox gives such a file system, for FAT.</summary>
    public const string FatLabel = "PROXMOX-AIS";

    /// <summary>Our own. A label of FAT has 11 characters at most: it takes another file system.</summary>
    public const string OwnLabel = "DOMAR-ANSWER";

    private const int Ext4SizeMiB = 16;

    /// <summary>Writes a stick with a FAT32 partition, as most are.</summary>
    /// <param name="stick">The file to make.</param>
    /// <param name="answer">Text of the answer file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task MakeAsync(string stick, string answer, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder[FileName], answer, cancellationToken);
        await FatStick.MakeAsync(stick, folder[FileName], $"/{FileName}", cancellationToken, FatLabel);
    }

    /// <summary>Writes a stick without partitions, with ext4 and our own label.</summary>
    /// <param name="stick">The file to make.</param>
    /// <param name="answer">Text of the answer file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task MakeExt4Async(string stick, string answer, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder[FileName], answer, cancellationToken);
        DiskFiles.MakeBlank(stick, Ext4SizeMiB);
        await DiskFiles.RunAsync("/usr/sbin/mke2fs", ["-q", "-t", "ext4", "-L", OwnLabel, "-d", folder.Path, stick], cancellationToken);
    }
}
