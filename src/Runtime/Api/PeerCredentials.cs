using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Domar.Runtime.Api;

/// <summary>
/// Asks the kernel who connected (SO_PEERCRED, SO_PEERGROUPS; socket(7)) and decides: root, the daemon's own user and members of the group
/// <c>domar</c> may use the API.
/// </summary>
internal sealed class PeerCredentials(AccountFiles accounts)
{
    /// <summary>Members of this group may use the API.</summary>
    public const string GroupName = "domar";

    private const int SolSocket = 1;
    private const int SoPeerCredentials = 17;
    private const int SoPeerGroups = 59;

    private readonly uint _ownUserId = NativeMethods.GetEffectiveUserId();

    /// <summary>Who is at the other end of a Unix socket.</summary>
    public PeerIdentity Identify(Socket socket)
    {
        var (processId, userId, groupId) = Read(socket);
        var allowed = userId == 0 || userId == _ownUserId || IsMember(socket, groupId);
        return new PeerIdentity(userId, processId, $"{accounts.FindUserName(userId)}@pam", allowed);
    }

    /// <summary>Process, user and group of the other end; of a listening end, those at the time of listen(2).</summary>
    public static (int ProcessId, uint UserId, uint GroupId) Read(Socket socket)
    {
        // struct ucred: pid, uid, gid.
        Span<int> credentials = stackalloc int[3];
        socket.GetRawSocketOption(SolSocket, SoPeerCredentials, MemoryMarshal.AsBytes(credentials));
        return (credentials[0], unchecked((uint)credentials[1]), unchecked((uint)credentials[2]));
    }

    private bool IsMember(Socket socket, uint primaryGroup)
    {
        if (accounts.FindGroupId(GroupName) is not { } wanted)
        {
            return false;
        }

        if (primaryGroup == wanted)
        {
            return true;
        }

        // The groups that the process had when it connected, not those of /etc/group: who has just been added logs in again, as everywhere.
        var buffer = new byte[4096 * sizeof(uint)];
        var length = socket.GetRawSocketOption(SolSocket, SoPeerGroups, buffer);
        return MemoryMarshal.Cast<byte, uint>(buffer.AsSpan(0, length)).Contains(wanted);
    }
}
