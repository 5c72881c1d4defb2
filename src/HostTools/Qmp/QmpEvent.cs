using System.Collections.Frozen;
using System.Text.Json;

namespace Domar.HostTools.Qmp;

/// <summary>Something that QEMU tells of its own accord.</summary>
/// <param name="Name">For example <c>SHUTDOWN</c>.</param>
/// <param name="Data">Its data; of kind Undefined when it has none.</param>
/// <param name="Timestamp">The host's time of it; the Unix epoch when QEMU could not tell.</param>
public sealed record QmpEvent(string Name, JsonElement Data, DateTimeOffset Timestamp)
{
    // Those that a guest's state or a running job depends on; the others (RTC_CHANGE, BALLOON_CHANGE, VSERPORT_CHANGE, ...) can be asked for again.
    private static readonly FrozenSet<string> Essential = FrozenSet.Create(
        StringComparer.Ordinal,
        "SHUTDOWN", "POWERDOWN", "STOP", "RESUME", "RESET", "SUSPEND", "SUSPEND_DISK", "WAKEUP", "WATCHDOG", "GUEST_PANICKED", "GUEST_CRASHLOADED",
        "DEVICE_DELETED", "DEVICE_UNPLUG_GUEST_ERROR", "MIGRATION", "JOB_STATUS_CHANGE");

    /// <summary>Whether the event is never dropped.</summary>
    public bool IsEssential => Essential.Contains(Name) || Name.StartsWith("BLOCK_JOB_", StringComparison.Ordinal);
}
