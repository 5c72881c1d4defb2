using Domar.Core.Config;
using Domar.Core.Primitives;

namespace Domar.Runtime.Guests;

/// <summary>A config's <c>lock</c> key: some work is under way, or was cut.</summary>
internal static class ConfigLock
{
    /// <summary>Refuses when the config is locked and the lock is not to be skipped.</summary>
    public static void Check(GuestId id, GuestConfig config, bool skip)
    {
        if (!skip && config.Current["lock"] is { } reason)
        {
            throw new RequestRefusedException(
                RefusalReason.Conflict,
                $"{GuestName.Of(config.Kind, id)} is locked ({reason}); wait for the task that works on it, or, if none runs, unlock it with 'domar {(config.Kind is GuestKind.Lxc ? "ct" : "vm")} set {id} --delete lock --skiplock'");
        }
    }
}
