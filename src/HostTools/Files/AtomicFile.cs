using System.Globalization;

namespace Domar.HostTools.Files;

/// <summary>Replaces files so that a crash or power cut at any moment leaves the old or the new content, never a part.</summary>
public static class AtomicFile
{
    /// <summary>Start of the names of files that are being written. The dot hides them, and a crash may leave them: see <see cref="Sweep"/>.</summary>
    public const string TempPrefix = ".domar-tmp.";

    /// <summary>Owner reads and writes, the group reads.</summary>
    public const UnixFileMode DefaultMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    // Tells this process from an earlier one of the same id: in a container every daemon is process 1.
    private static readonly uint Token = (uint)Random.Shared.Next();
    private static uint _counter;

    /// <summary>Writes a file whole and durably: after it returns, a power cut shows the new content.</summary>
    /// <param name="layer">The file system.</param>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="bytes">The new content.</param>
    /// <param name="mode">Permissions of the new file.</param>
    /// <param name="beforeRename">A last look at the old file, called when the new content is durable but not in place; it throws to give up. Null for none.</param>
    /// <param name="ignoreUmask">Whether the permissions are exactly these; otherwise less the process' umask.</param>
    /// <exception cref="FileLayerException">The old content is in place and no temporary file is left (as far as removing it was possible).</exception>
    /// <exception cref="FileNotDurableException">The new content is in place, but whether it outlives a power cut is unknown.</exception>
    public static void Write(
        IFileLayer layer, string path, ReadOnlySpan<byte> bytes, UnixFileMode mode = DefaultMode, Action? beforeRename = null, bool ignoreUmask = false)
    {
        var folder = Path.GetDirectoryName(path) ?? throw new ArgumentException("The root folder is no file.", nameof(path));
        var temp = Path.Combine(folder, NewTempName());
        try
        {
            using (var file = layer.CreateNew(temp, mode))
            {
                if (ignoreUmask)
                {
                    SetMode(file, mode);
                }

                file.Write(bytes);
                file.Sync();
            }

            beforeRename?.Invoke();
            layer.Rename(temp, path);
        }
        catch
        {
            RemoveQuietly(layer, temp);
            throw;
        }

        try
        {
            layer.SyncFolder(folder);
        }
        catch (FileLayerException e)
        {
            throw new FileNotDurableException(path, e);
        }
    }

    /// <summary>Gives a new file all of its permissions. File systems that have none of their own (vfat) refuse that with EPERM, and nothing is lost by it.</summary>
    internal static void SetMode(IWritableFile file, UnixFileMode mode)
    {
        try
        {
            file.SetMode(mode);
        }
        catch (FileLayerException exception) when (exception.Errno == Libc.EPERM)
        {
        }
    }

    /// <summary>A name for a file that is being written, unique within this process, and over processes by their id.</summary>
    public static string NewTempName() =>
        string.Create(CultureInfo.InvariantCulture, $"{TempPrefix}{Environment.ProcessId:x}-{Token:x}-{Interlocked.Increment(ref _counter):x}");

    /// <summary>Whether a name (without folder) is one of a file that is being written.</summary>
    public static bool IsTempName(string name) => name.StartsWith(TempPrefix, StringComparison.Ordinal);

    /// <summary>Whether a name is one of a file that nobody writes any more: its process is gone. Only for folders that this machine alone writes to.</summary>
    public static bool IsAbandoned(string name)
    {
        if (!IsTempName(name))
        {
            return false;
        }

        var parts = name[TempPrefix.Length..].Split('-');
        return parts is not [var pid, var token, _]
            || !int.TryParse(pid, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var pidValue)
            || (pidValue == Environment.ProcessId
                ? token != Token.ToString("x", CultureInfo.InvariantCulture)
                : !Path.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{pidValue}")));
    }

    /// <summary>Removes what a crash left half written in a folder and its sub-folders. Only while nobody writes there.</summary>
    /// <returns>How many files were removed.</returns>
    public static int Sweep(IFileLayer layer, string folder)
    {
        var removed = 0;
        foreach (var name in layer.List(folder))
        {
            var path = Path.Combine(folder, name);
            if (IsTempName(name))
            {
                removed += layer.Unlink(path) ? 1 : 0;
            }
            else if (layer.Stat(path) is { Kind: FileKind.Folder })
            {
                removed += Sweep(layer, path);
            }
        }

        return removed;
    }

    /// <summary>Removes a file on the way out of a failure: that this fails too must not hide the failure itself; <see cref="Sweep"/> comes later.</summary>
    /// <returns>Whether the file is gone.</returns>
    public static bool RemoveQuietly(IFileLayer layer, string path)
    {
        try
        {
            layer.Unlink(path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
