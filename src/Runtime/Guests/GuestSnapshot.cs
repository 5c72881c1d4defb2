namespace Domar.Runtime.Guests;

/// <summary>A guest's run-time state at one moment. Immutable: the supervisor swaps one reference, readers never wait.</summary>
internal sealed record GuestSnapshot
{
    /// <summary>A guest without a process.</summary>
    public static readonly GuestSnapshot Stopped = new();

    /// <summary>Where the guest is in its life.</summary>
    public GuestState State { get; init; } = GuestState.Stopped;

    /// <summary>QEMU's run state as it last said (of a container <c>running</c>); <c>stopped</c> without a process.</summary>
    public string QmpStatus { get; init; } = "stopped";

    /// <summary>Id of the unit's main process; null without a process.</summary>
    public int? Pid { get; init; }

    /// <summary>When the process was started; null without one.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Version of the program that runs the guest; null without a process.</summary>
    public string? ProgramVersion { get; init; }

    /// <summary>Why the last run ended or what is wrong now; null when all is well.</summary>
    public string? Problem { get; init; }
}
