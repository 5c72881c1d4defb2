using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Files;

/// <summary>
/// Watches a folder and all below it with inotify(7). Reports files that were written and closed, renamed or removed, by whatever process.
/// One thread of its own; the callback runs on it and must be quick.
/// </summary>
public sealed class FolderWatcher : IDisposable
{
    private const uint CloseWrite = 0x8, MovedFrom = 0x40, MovedTo = 0x80, Create = 0x100, Delete = 0x200, DeleteSelf = 0x400, MoveSelf = 0x800,
        QueueOverflow = 0x4000, IsFolder = 0x4000_0000, OnlyFolder = 0x0100_0000, DontFollow = 0x0200_0000, Ignored = 0x8000;

    // Links are not watched, so a link to a parent cannot make the walk endless.
    private const uint Mask = CloseWrite | MovedFrom | MovedTo | Create | Delete | DeleteSelf | MoveSelf | OnlyFolder | DontFollow;

    private const int NonBlocking = 0x800;
    private const short PollIn = 1;

    private readonly string _root;
    private readonly Action<string?> _onChange;
    private readonly Func<string, bool> _ignore;
    private readonly SafeFileHandle _inotify;
    private readonly SafeFileHandle _wake;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dictionary<int, string> _folders = [];
    private volatile bool _stopping;

    /// <summary>Starts watching; changes from when it returns are reported.</summary>
    /// <param name="root">Absolute path of the folder; it exists.</param>
    /// <param name="onChange">Called with a file's path relative to <paramref name="root"/> with '/',
    /// or null when anything may have changed (folders came or went, events were lost) and everything is to be looked at again.</param>
    /// <param name="ignore">Names (without folder) that are not reported, for example <see cref="EditorFiles.IsTransient"/>.</param>
    /// <exception cref="FileLayerException">The system's limit of watches is reached, or the folder cannot be read.</exception>
    public FolderWatcher(string root, Action<string?> onChange, Func<string, bool> ignore)
    {
        _root = root;
        _onChange = onChange;
        _ignore = ignore;
        _inotify = Valid(Libc.InotifyInit(Libc.O_CLOEXEC | NonBlocking), root);
        try
        {
            _wake = Valid(Libc.EventFd(0, Libc.O_CLOEXEC | NonBlocking), root);
            WatchFolders();
        }
        catch
        {
            _inotify.Dispose();
            _wake?.Dispose();
            throw;
        }

        _thread = new Thread(Run, 256 * 1024) { IsBackground = true, Name = "folder watcher" };
        _thread.Start();
    }

    /// <summary>Completes when watching ends; faulted when it ended by itself and changes are no longer seen.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Ends watching; no callback runs after it returns. Not from within the callback.</summary>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        Span<byte> one = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(one, 1);
        RandomAccessWrite(one);
        _thread.Join();
        _inotify.Dispose();
        _wake.Dispose();
    }

    private unsafe void RandomAccessWrite(ReadOnlySpan<byte> bytes)
    {
        // An eventfd takes no offset, so RandomAccess.Write does not fit. It can fail only when its counter is full: then it is readable already.
        fixed (byte* start = bytes)
        {
            _ = Libc.Write(_wake, start, (nuint)bytes.Length);
        }
    }

    private static SafeFileHandle Valid(SafeFileHandle handle, string root) =>
        handle.IsInvalid ? throw new FileLayerException("watch", root, Marshal.GetLastPInvokeError()) : handle;

    private unsafe void Run()
    {
        try
        {
            var buffer = new byte[64 * 1024];
            var entries = stackalloc Libc.PollEntry[2];
            entries[0] = new Libc.PollEntry { Descriptor = (int)_inotify.DangerousGetHandle(), Events = PollIn };
            entries[1] = new Libc.PollEntry { Descriptor = (int)_wake.DangerousGetHandle(), Events = PollIn };
            while (!_stopping)
            {
                if (Libc.Poll(entries, 2, -1) < 0 && Marshal.GetLastPInvokeError() is not Libc.EINTR and var errno)
                {
                    throw new FileLayerException("watch", _root, errno);
                }

                if (!_stopping)
                {
                    ReadEvents(buffer);
                }
            }

            _completion.SetResult();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _completion.SetException(e);
        }
    }

    private unsafe void ReadEvents(byte[] buffer)
    {
        nint count;
        fixed (byte* start = buffer)
        {
            count = Libc.Read(_inotify, start, (nuint)buffer.Length);
        }

        if (count < 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            if (errno is Libc.EWOULDBLOCK or Libc.EINTR)
            {
                return;
            }

            throw new FileLayerException("watch", _root, errno);
        }

        var structureChanged = false;
        for (var rest = buffer.AsSpan(0, (int)count); !rest.IsEmpty;)
        {
            // struct inotify_event: int wd; uint32 mask, cookie, len; char name[len], filled up with zeros.
            var watch = BinaryPrimitives.ReadInt32LittleEndian(rest);
            var mask = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            var nameLength = (int)BinaryPrimitives.ReadUInt32LittleEndian(rest[12..]);
            structureChanged |= Handle(watch, mask, Encoding.UTF8.GetString(rest.Slice(16, nameLength).TrimEnd((byte)0)));
            rest = rest[(16 + nameLength)..];
        }

        if (structureChanged)
        {
            // Watches first, then the look at everything: what happens in between is seen by at least one of them.
            WatchFolders();
            _onChange(null);
        }
    }

    private bool Handle(int watch, uint mask, string name)
    {
        if ((mask & Ignored) != 0)
        {
            return false;
        }

        if ((mask & (QueueOverflow | IsFolder | DeleteSelf | MoveSelf)) != 0)
        {
            return true;
        }

        // A file that was only created is still being written; its close is reported.
        if ((mask & (CloseWrite | MovedFrom | MovedTo | Delete)) != 0 && !_ignore(name) && _folders.TryGetValue(watch, out var folder))
        {
            _onChange(folder.Length == 0 ? name : $"{folder}/{name}");
        }

        return false;
    }

    /// <summary>Watches every folder there is now. A folder that is watched already keeps its number; those that are gone are let go of.</summary>
    private void WatchFolders()
    {
        var folders = new Dictionary<int, string>();
        Add("");
        foreach (var gone in _folders.Keys.Where(watch => !folders.ContainsKey(watch)))
        {
            // Fails when the folder was removed: then the system has let go of it already.
            _ = Libc.InotifyRemoveWatch(_inotify, gone);
        }

        _folders = folders;

        void Add(string folder)
        {
            var path = Path.Combine(_root, folder);
            var watch = Libc.InotifyAddWatch(_inotify, path, Mask);
            if (watch < 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                if (folder.Length > 0 && errno is Libc.ENOENT or Libc.ENOTDIR or Libc.ELOOP)
                {
                    return;
                }

                throw new FileLayerException("watch", path, errno);
            }

            folders[watch] = folder;
            foreach (var name in SubFolders(path))
            {
                Add(folder.Length == 0 ? name : $"{folder}/{name}");
            }
        }
    }

    private static string[] SubFolders(string path)
    {
        try
        {
            return [.. new DirectoryInfo(path).EnumerateDirectories().Where(folder => folder.LinkTarget is null).Select(folder => folder.Name)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
