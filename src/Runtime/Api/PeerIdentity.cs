namespace Domar.Runtime.Api;

/// <summary>Who is at the other end of a connection, as the kernel says.</summary>
/// <param name="UserId">Effective user id at the time of connecting.</param>
/// <param name="ProcessId">Process that connected; 0 when it is in another pid namespace.</param>
/// <param name="UserName">Name for tasks and logs, for example <c>root@pam</c>.</param>
/// <param name="IsAllowed">Whether it may use the API.</param>
internal sealed record PeerIdentity(uint UserId, int ProcessId, string UserName, bool IsAllowed);
