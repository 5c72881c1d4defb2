using Domar.Core.Primitives;
using Domar.HostTools.Exec;
using Domar.HostTools.Files;
using Domar.HostTools.QemuImg;

namespace Domar.HostTools.Storage;

/// <summary>
/// Makes volumes on a folder storage, whole or not at all: under a temporary name beside their place, synced, then renamed to a name that must be free.
/// </summary>
internal sealed class DirAllocator(
    DirStorageConfig config, DirLayout layout, IFileLayer layer, IQemuImg qemuImg, Func<string, FileSpace> space, Lock naming)
{
    private const UnixFileMode GuestFolderMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    // Proxmox counts volumes in KiB; QEMU wants sectors of 512 bytes.
    private const long SizeUnit = 1024;

    // 2^63-1 bytes rounded down; ext4 ends at 16 TiB and XFS at 8 EiB, and say so themselves.
    private const long MaxSize = long.MaxValue / SizeUnit * SizeUnit;

    /// <summary>A size as volumes have it.</summary>
    public static long RoundUp(long sizeBytes) => sizeBytes >= MaxSize ? MaxSize : (sizeBytes + SizeUnit - 1) / SizeUnit * SizeUnit;

    /// <summary>Makes a volume and returns its name.</summary>
    /// <exception cref="StorageException">Nothing was made.</exception>
    public async Task<string> AllocateAsync(VolumeRequest request, CancellationToken cancellationToken)
    {
        var format = FormatOf(request);
        if (request.SizeBytes < 0 || (request.SizeBytes == 0 && request.ImportFrom is null))
        {
            throw new StorageException($"A volume on storage '{config.Id}' must have a size above zero.");
        }

        var source = request.ImportFrom is null ? null : await ImportSource.ExamineAsync(request.ImportFrom, layer, qemuImg, cancellationToken).ConfigureAwait(false);
        var size = RoundUp(Math.Max(request.SizeBytes, source?.SizeBytes ?? 0));
        RequireSpace(size, source);

        var folder = layout.GuestFolder(request.Owner);
        var temp = $"{folder}/{AtomicFile.NewTempName()}";
        // Keeps the folder from being removed as empty by others while the volume is made.
        var hold = $"{folder}/{AtomicFile.NewTempName()}";
        try
        {
            lock (naming)
            {
                if (layer.CreateFolder(folder, GuestFolderMode))
                {
                    layer.SyncFolder(layout.Folder("images"));
                }

                layer.CreateNew(hold, AtomicFile.DefaultMode).Dispose();
            }

            await FillAsync(temp, format, size, source, request.OnProgress, cancellationToken).ConfigureAwait(false);
            return Place(temp, folder, request, format);
        }
        catch (Exception e) when (e is FileLayerException { IsDiskFull: true } or NoSpaceException)
        {
            throw Full(source?.WantedBytes ?? size, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ToolException)
        {
            throw new StorageException($"Cannot make a volume of {ByteText.Of(size)} on storage '{config.Id}': {e.Message}", e);
        }
        finally
        {
            AtomicFile.RemoveQuietly(layer, temp);
            lock (naming)
            {
                AtomicFile.RemoveQuietly(layer, hold);
                RemoveFolderQuietly(folder);
            }
        }
    }

    /// <summary>The disk is full.</summary>
    public StorageException Full(long wantedBytes, Exception inner)
    {
        string available;
        try
        {
            available = ByteText.Of(space(config.Path).AvailableBytes);
        }
        catch (IOException)
        {
            available = "less";
        }

        return new StorageException(
            $"Storage '{config.Id}' is full: {ByteText.Of(wantedBytes)} are wanted, {available} are available. Nothing was changed. "
            + "Remove volumes that are no longer needed, or choose another storage.", inner);
    }

    private string FormatOf(VolumeRequest request)
    {
        if (request.Name is { } name)
        {
            if (DirLayout.Image(request.Owner, name, null) is not { } volume || DirLayout.IsBase(name))
            {
                throw new StorageException($"'{name}' cannot be the name of a volume of guest {request.Owner} on storage '{config.Id}'. "
                    + $"Take one like 'vm-{request.Owner}-disk-1.qcow2', without folders, or none to get the next free one.");
            }

            if (request.Format is { } asked && asked != volume.Format)
            {
                throw new StorageException($"The volume's name '{name}' says {volume.Format}, but format {asked} is asked for. Make them agree, or leave one out.");
            }
        }

        var format = request.Format ?? (request.Name is null ? config.DefaultFormat ?? "raw" : Path.GetExtension(request.Name)[1..]);
        return DirLayout.AllocatableFormats.Contains(format)
            ? format
            : throw new StorageException($"Storage '{config.Id}' cannot make a volume of format '{format}'. It can make: {string.Join(", ", DirLayout.AllocatableFormats)}.");
    }

    private void RequireSpace(long size, ImportSource? source)
    {
        // Thin volumes take their space as they are written.
        var wanted = config.Preallocation is "falloc" or "full" ? size : source?.WantedBytes ?? 0;
        if (wanted == 0)
        {
            return;
        }

        long available;
        try
        {
            available = space(config.Path).AvailableBytes;
        }
        catch (IOException e)
        {
            throw new StorageException($"Cannot use storage '{config.Id}': {e.Message}", e);
        }

        // A shared copy (reflink) would take less; but writes of the guest would then soon fill the disk.
        if (wanted > available)
        {
            throw Full(wanted, new IOException($"{available} bytes are available."));
        }
    }

    private async Task FillAsync(
        string temp, string format, long size, ImportSource? source, Action<double>? onProgress, CancellationToken cancellationToken)
    {
        if (format == "raw" && source is null or { Format: "raw" })
        {
            await Task.Run(() => FillRaw(temp, size, source, onProgress, cancellationToken), cancellationToken).ConfigureAwait(false);
            return;
        }

        var preallocation = config.Preallocation ?? "metadata";
        if (source is null)
        {
            await qemuImg.CreateAsync(
                new QemuImgCreate { Path = temp, Format = format, SizeBytes = size, Preallocation = preallocation }, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await qemuImg.ConvertAsync(
                new QemuImgConvert
                {
                    Source = source.Path,
                    SourceFormat = source.Format,
                    Target = temp,
                    TargetFormat = format,
                    Preallocation = format == "raw" && preallocation == "metadata" ? "off" : preallocation,
                    OnProgress = onProgress,
                },
                cancellationToken).ConfigureAwait(false);
            if (size > source.SizeBytes)
            {
                await qemuImg.ResizeAsync(temp, format, size, cancellationToken).ConfigureAwait(false);
            }
        }

        using var file = layer.OpenAppend(temp, AtomicFile.DefaultMode);
        file.SetMode(AtomicFile.DefaultMode);
        file.Sync();
    }

    private void FillRaw(string temp, long size, ImportSource? source, Action<double>? onProgress, CancellationToken cancellationToken)
    {
        using var file = layer.CreateNew(temp, AtomicFile.DefaultMode);
        if (source is not null)
        {
            ImageCopy.Copy(source.Path, file, onProgress, cancellationToken);
        }

        if (config.Preallocation is "falloc" or "full")
        {
            file.Preallocate(size);
        }
        else
        {
            file.SetLength(size);
        }

        file.Sync();
    }

    private string Place(string temp, string folder, VolumeRequest request, string format)
    {
        lock (naming)
        {
            while (true)
            {
                var name = request.Name ?? $"vm-{request.Owner}-disk-{DirLayout.NextDiskNumber(request.Owner, layer.List(folder))}.{format}";
                try
                {
                    layer.RenameExclusive(temp, $"{folder}/{name}");
                }
                catch (FileLayerException e) when (e.IsTaken && request.Name is null)
                {
                    // Another node took the number between the two calls.
                    continue;
                }
                catch (FileLayerException e) when (e.IsTaken)
                {
                    throw new StorageException($"Volume '{config.Id}:{request.Owner}/{name}' exists already. Take another name, or none to get the next free one.", e);
                }

                try
                {
                    layer.SyncFolder(folder);
                }
                catch (FileLayerException)
                {
                    AtomicFile.RemoveQuietly(layer, $"{folder}/{name}");
                    throw;
                }

                return $"{request.Owner}/{name}";
            }
        }
    }

    private void RemoveFolderQuietly(string folder)
    {
        try
        {
            layer.RemoveFolder(folder);
        }
        catch (IOException)
        {
            // An empty folder more does no harm, and must not hide why the allocation failed.
            return;
        }
    }
}
