namespace Domar.HostTools.Systemd;

/// <summary>State of a loaded service (org.freedesktop.systemd1(5)). Of one that has ended all of it is final; of one that runs each part is of its own moment.</summary>
public sealed record UnitProperties
{
    /// <summary><c>active</c>, <c>activating</c>, <c>deactivating</c>, <c>inactive</c>, <c>failed</c>, ...</summary>
    public string ActiveState { get; init; } = "";

    /// <summary><c>running</c>, <c>exited</c>, <c>dead</c>, ...</summary>
    public string SubState { get; init; } = "";

    /// <summary>Description.</summary>
    public string Description { get; init; } = "";

    /// <summary>Id of this run of the unit: 32 hexadecimal digits; empty before the first.</summary>
    public string InvocationId { get; init; } = "";

    /// <summary>Path of its cgroup below the hierarchy's root; empty when it has none.</summary>
    public string ControlGroup { get; init; } = "";

    /// <summary>Process id of the main process; 0 when none runs.</summary>
    public int MainPid { get; init; }

    /// <summary>Process id that the main process has or had; 0 before the first.</summary>
    public int ExecMainPid { get; init; }

    /// <summary>When the main process was started; null before the first.</summary>
    public DateTimeOffset? ExecMainStartedAt { get; init; }

    /// <summary>Whether the main process exited (1), was killed (2) or killed with a core dump (3), as CLD_ of waitid(2); 0 when it runs or never did.</summary>
    public int ExecMainCode { get; init; }

    /// <summary>Its exit code, or the signal that ended it.</summary>
    public int ExecMainStatus { get; init; }

    /// <summary>Why the unit failed: <c>success</c>, <c>exit-code</c>, <c>signal</c>, <c>core-dump</c>, <c>oom-kill</c>, <c>timeout</c>, <c>resources</c>, ...</summary>
    public string Result { get; init; } = "";
}
