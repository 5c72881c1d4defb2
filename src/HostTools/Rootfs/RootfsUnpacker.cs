using System.Formats.Tar;
using System.Runtime.InteropServices;
using Domar.Core.Containers;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Rootfs;

/// <summary>Unpacks a tar stream into a root file system.</summary>
/// <param name="root">Where.</param>
/// <param name="idMap">The container's users and groups.</param>
/// <param name="limits">How much the archive may hold.</param>
/// <param name="onProgress">Called after each entry with the numbers of entries and bytes.</param>
internal sealed class RootfsUnpacker(GuestRoot root, ContainerIdMap idMap, ArchiveLimits limits, Action<long, long> onProgress) : IDisposable
{
    private const int MaxWarnings = 20;

    // What an entry's headers may take: names and extended attributes.
    private const long HeaderBytes = 256 * 1024;

    // Archives are padded at their end, to 10 KiB by tar, and more by some; what comes after is read so that the packing's checksums are looked at.
    private const long TrailerBytes = 64L << 20;

    private readonly ArchiveEntryPolicy _policy = new(idMap, limits);
    private readonly EntryWriter _writer = new(root);
    private readonly HashSet<string> _skipped = new(StringComparer.Ordinal);
    private readonly List<(string Path, DateTimeOffset Time)> _folders = [];
    private readonly List<string> _warnings = [];
    private long _entries;
    private long _bytes;
    private string _last = "";

    /// <summary>Unpacks all, and waits until it is on the disk.</summary>
    /// <exception cref="RootfsFault">The archive is damaged, cut short or refused, or the volume is full.</exception>
    public UnpackResult Unpack(ArchiveStream archive)
    {
        if (root.List(".", 3).Any(static name => name != "lost+found"))
        {
            throw new RootfsFault("Cannot unpack into a folder that is not empty. Remove what is in it, or make a new volume.");
        }

        ReadAll(archive);

        // In reverse: what was unpacked into them has changed their times.
        for (var i = _folders.Count - 1; i >= 0; i--)
        {
            _writer.SetFolderTime(_folders[i].Path, _folders[i].Time);
        }

        return RootCalls.Syncfs(root.Handle) == 0
            ? new UnpackResult(_entries, _skipped.Count, _bytes, _warnings)
            : throw RootfsFault.Of("write what was unpacked to the disk", Marshal.GetLastPInvokeError());
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void ReadAll(ArchiveStream archive)
    {
        try
        {
            archive.Limit = HeaderBytes;
            using var reader = new TarReader(archive, leaveOpen: true);
            while (Next(reader, archive) is { } entry)
            {
                // The content too may not go beyond what the header says; padding is 511 bytes at the most.
                archive.Limit = archive.Count + Math.Max(0, Math.Min(entry.Length, limits.MaxBytes)) + HeaderBytes;
                Take(entry, archive);
                entry.DataStream?.CopyTo(Stream.Null);
                onProgress(_entries, _bytes);
            }

            if (!archive.LastBlockWasZero)
            {
                throw CutShort(null);
            }

            if (_entries == 0)
            {
                throw new RootfsFault("The archive is empty.");
            }

            // That there is more than that is nothing against the archive: it stays unread.
            archive.Limit = long.MaxValue;
            var end = archive.Count + TrailerBytes;
            Span<byte> rest = stackalloc byte[16 * 1024];
            while (archive.Count < end && archive.Read(rest) > 0)
            {
            }
        }
        catch (NotSupportedException exception)
        {
            throw new RootfsFault(
                $"The archive has an entry of a kind that is not understood {Where()} Make the archive with 'tar --format=pax', without --sparse and --multi-volume. ({exception.Message})",
                inner: exception);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException
            or InvalidOperationException)
        {
            throw archive.AtEnd ? CutShort(exception) : new RootfsFault($"The archive is damaged {Where()} Get it again. ({exception.Message})", inner: exception);
        }
    }

    private static TarEntry? Next(TarReader reader, ArchiveStream archive)
    {
        archive.StartRecording();
        var entry = reader.GetNextEntry();
        archive.StopRecording();

        // .NET does not look at the checksum of a header, which is read last.
        return entry is null || archive.Recorded.Length < TemplateFormatDetector.BytesNeeded || TemplateFormatDetector.IsTarHeader(archive.Recorded[^TemplateFormatDetector.BytesNeeded..])
            ? entry
            : throw new InvalidDataException("a header's checksum is wrong");
    }

    private RootfsFault CutShort(Exception? inner) => new($"The archive is cut short: it ends {Where()} Get it again.", inner: inner);

    private string Where() => _entries + _skipped.Count == 0 ? "before its first entry." : $"after entry {_entries + _skipped.Count}, {ArchiveEntryPolicy.Shown(_last)}.";

    private void Take(TarEntry entry, ArchiveStream archive)
    {
        if (entry is PaxGlobalExtendedAttributesTarEntry)
        {
            return;
        }

        if (entry is PaxTarEntry { ExtendedAttributes: var attributes } && attributes.Keys.Any(static key => key.StartsWith("GNU.sparse.", StringComparison.Ordinal)))
        {
            throw new RootfsFault($"The archive has a sparse file {ArchiveEntryPolicy.Shown(entry.Name)}, in a form that is not understood. Make the archive without --sparse.");
        }

        switch (_policy.Judge(Describe(entry), _bytes, _entries + _skipped.Count))
        {
            case ArchiveVerdict.Refuse refuse:
                throw new RootfsFault(refuse.Reason);
            case ArchiveVerdict.Skip skip:
                _skipped.Add(skip.Path);
                break;
            case ArchiveVerdict.Take take when entry.EntryType == TarEntryType.HardLink && _skipped.Contains(take.LinkTarget!):
                _skipped.Add(take.Path);
                break;
            case ArchiveVerdict.Take take:
                Write(entry, take, archive);
                _entries++;
                _bytes += entry.Length;
                break;
        }

        _last = entry.Name;
    }

    private void Write(TarEntry entry, ArchiveVerdict.Take take, ArchiveStream archive)
    {
        if (take.Path.Contains('\ufffd', StringComparison.Ordinal))
        {
            Warn($"The name {ArchiveEntryPolicy.Shown(take.Path)} is not UTF-8; its unreadable characters were replaced.");
        }

        switch (Kind(entry.EntryType))
        {
            case ArchiveEntryKind.File:
                using (var file = _writer.MakeFile(take.Path, Mode(entry)))
                {
                    if (entry.DataStream is { } data)
                    {
                        EntryWriter.CopyContent(data, file, entry.Length, take.Path);
                    }

                    SetAttributes(entry, file, take.Path, archive, isNew: true);
                    EntryWriter.SetTime(file, entry.ModificationTime);
                }

                break;
            case ArchiveEntryKind.Folder:
                using (var folder = _writer.MakeFolder(take.Path))
                {
                    SetAttributes(entry, folder, take.Path, archive, isNew: false);
                }

                _folders.Add((take.Path, entry.ModificationTime));
                break;
            case ArchiveEntryKind.Symlink:
                _writer.MakeSymlink(take.Path, take.LinkTarget!, (uint)entry.Uid, (uint)entry.Gid, entry.ModificationTime);
                break;
            case ArchiveEntryKind.HardLink:
                _writer.MakeHardLink(take.Path, take.LinkTarget!);
                break;
            case ArchiveEntryKind.Fifo:
                _writer.MakeNode(take.Path, RootCalls.S_IFIFO | Mode(entry), 0, 0, (uint)entry.Uid, (uint)entry.Gid, entry.ModificationTime);
                break;
            case ArchiveEntryKind.CharacterDevice or ArchiveEntryKind.BlockDevice:
                var kind = entry.EntryType == TarEntryType.BlockDevice ? RootCalls.S_IFBLK : RootCalls.S_IFCHR;
                var device = (PosixTarEntry)entry;
                _writer.MakeNode(
                    take.Path, kind | Mode(entry), (uint)device.DeviceMajor, (uint)device.DeviceMinor, (uint)entry.Uid, (uint)entry.Gid, entry.ModificationTime);
                break;
        }
    }

    private void SetAttributes(TarEntry entry, SafeFileHandle file, string path, ArchiveStream archive, bool isNew)
    {
        // A new file is root's, and has its permission bits: most need no more.
        var ours = isNew && entry.Uid == 0 && entry.Gid == 0 && !_writer.ParentGivesGroup;
        var plain = isNew && (Mode(entry) & ~0x1ffu) == 0;

        // The owner first: changing it takes setuid and capabilities away.
        if ((!ours && RootCalls.Fchown(file, (uint)entry.Uid, (uint)entry.Gid) != 0) || (!plain && RootCalls.Fchmod(file, Mode(entry)) != 0))
        {
            throw RootfsFault.Of($"set owner and mode of '{path}'", Marshal.GetLastPInvokeError());
        }

        if (entry is PaxTarEntry { ExtendedAttributes: { Count: > 0 } attributes })
        {
            foreach (var (key, value) in attributes)
            {
                if (ExtendedAttribute.TrySet(file, key, value, archive.Recorded) is { } problem)
                {
                    Warn($"{path}: {problem}");
                }
            }
        }
    }

    private void Warn(string text)
    {
        if (_warnings.Count < MaxWarnings)
        {
            _warnings.Add(text);
        }
    }

    private static uint Mode(TarEntry entry) => (uint)entry.Mode & 0xfff;

    private static ArchiveEntry Describe(TarEntry entry) => new(entry.Name, Kind(entry.EntryType))
    {
        LinkTarget = entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink ? entry.LinkName : null,
        Mode = (int)entry.Mode,
        UserId = entry.Uid,
        GroupId = entry.Gid,
        SizeBytes = entry.Length,
        KindName = entry.EntryType.ToString(),
    };

    private static ArchiveEntryKind Kind(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile => ArchiveEntryKind.File,
        TarEntryType.Directory => ArchiveEntryKind.Folder,
        TarEntryType.SymbolicLink => ArchiveEntryKind.Symlink,
        TarEntryType.HardLink => ArchiveEntryKind.HardLink,
        TarEntryType.CharacterDevice => ArchiveEntryKind.CharacterDevice,
        TarEntryType.BlockDevice => ArchiveEntryKind.BlockDevice,
        TarEntryType.Fifo => ArchiveEntryKind.Fifo,
        _ => ArchiveEntryKind.Unknown,
    };
}
