using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Domar.HostTools.Files;

namespace Domar.Runtime.Api;

/// <summary>
/// The daemon's claim on its API socket: a lock file beside it, so that two daemons that start at once cannot take it from each other, and the
/// removal of a socket that a dead daemon left. Dispose after the server has stopped.
/// </summary>
internal sealed class ApiSocket : IDisposable
{
    /// <summary>Longest path of a Unix socket: sockaddr_un.sun_path has 108 bytes with its closing NUL (unix(7)).</summary>
    public const int MaxPathBytes = 107;

    // rw-rw----: connecting needs the right to write.
    private const uint Mode = 0b110_110_000;

    private readonly FileLock _lock;
    private readonly AccountFiles _accounts;

    private ApiSocket(string path, FileLock claim, AccountFiles accounts)
    {
        Path = path;
        _lock = claim;
        _accounts = accounts;
    }

    /// <summary>Absolute path of the socket.</summary>
    public string Path { get; }

    /// <summary>Claims the socket for this process and removes a stale one. The folder is made if it is not there.</summary>
    /// <exception cref="ApiSocketException">Another daemon serves it, something else lies there, or the path does not do.</exception>
    public static ApiSocket Claim(string path, AccountFiles accounts)
    {
        if (Encoding.UTF8.GetByteCount(path) > MaxPathBytes)
        {
            throw new ApiSocketException(
                $"Cannot open the API socket '{path}': the path of a Unix socket may have {MaxPathBytes} bytes. Choose a folder with a shorter path.");
        }

        FileLock? claim = null;
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            claim = TakeLock(path);
            RemoveStale(path);
            return new ApiSocket(path, claim, accounts);
        }
        catch (Exception e)
        {
            claim?.Dispose();
            throw e is IOException or UnauthorizedAccessException or SocketException
                ? new ApiSocketException($"Cannot open the API socket '{path}': {e.Message}", e)
                : e;
        }
    }

    /// <summary>Makes and binds the listening socket with its rights: the daemon's user and the group <c>domar</c>.</summary>
    public Socket Bind(EndPoint endPoint)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endPoint);

            // Before this the mode is the umask's, which lets nobody else write, and so connect: there is no moment at which it is too open.
            Check(NativeMethods.ChangeMode(Path, Mode), "set the mode of");
            if (NativeMethods.GetEffectiveUserId() == 0 && _accounts.FindGroupId(PeerCredentials.GroupName) is { } group)
            {
                Check(NativeMethods.ChangeOwner(Path, uint.MaxValue, group), $"let the group '{PeerCredentials.GroupName}' use");
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private void Check(int result, string action)
    {
        if (result != 0)
        {
            throw new ApiSocketException($"Cannot {action} the API socket '{Path}': {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    private static FileLock TakeLock(string path) =>
        FileLock.TryTake(path + ".lock", out var owner) ?? throw InUse(path, FindPeerProcess(path) ?? owner, null);

    private static void RemoveStale(string path)
    {
        if (!System.IO.Path.Exists(path))
        {
            return;
        }

        if (!NativeMethods.IsSocket(path))
        {
            throw new ApiSocketException($"Cannot open the API socket '{path}': something that is no socket has this name. Remove it, or choose another path.");
        }

        // An older daemon, or one that serves the path without the lock.
        if (FindPeerProcess(path) is { } pid)
        {
            throw InUse(path, pid, null);
        }

        File.Delete(path);
    }

    private static ApiSocketException InUse(string path, int? pid, Exception? inner)
    {
        var who = pid is null ? "another domar daemon" : $"another domar daemon (pid {pid})";
        return new ApiSocketException(
            $"Cannot open the API socket '{path}': in use by {who}. Stop that one first, or start this one with another folder.", inner);
    }

    private static int? FindPeerProcess(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return PeerCredentials.Read(probe).ProcessId;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
