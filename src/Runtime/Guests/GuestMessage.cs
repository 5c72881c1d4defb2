using Domar.HostTools.Qmp;
using Domar.HostTools.Units;

namespace Domar.Runtime.Guests;

/// <summary>What a supervisor's task reads from its channel. Events of the guest come before requests, a stop before other requests.</summary>
internal abstract class GuestMessage
{
    /// <summary>Lower comes first.</summary>
    public abstract int Priority { get; }

    /// <summary>Order of arrival within one priority.</summary>
    public long Sequence { get; set; }
}

/// <summary>Something happened to the guest.</summary>
internal abstract class GuestEvent(GuestSession? session) : GuestMessage
{
    public override int Priority => 0;

    /// <summary>The run that it concerns; events of an earlier run are dropped.</summary>
    public GuestSession? Session { get; } = session;
}

/// <summary>A process was started or found running.</summary>
internal sealed class Launched(GuestSession session, bool adopted) : GuestEvent(session)
{
    public bool Adopted { get; } = adopted;
}

/// <summary>The process has ended.</summary>
internal sealed class UnitExited(GuestSession session, UnitExit exit) : GuestEvent(session)
{
    public UnitExit Exit { get; } = exit;
}

/// <summary>QEMU sent an event.</summary>
internal sealed class QmpEventArrived(GuestSession session, QmpEvent qmpEvent) : GuestEvent(session)
{
    public QmpEvent QmpEvent { get; } = qmpEvent;
}

/// <summary>QEMU said its run state.</summary>
internal sealed class Answered(GuestSession session, string status) : GuestEvent(session)
{
    public string Status { get; } = status;
}

/// <summary>QEMU did not answer in time.</summary>
internal sealed class Silent(GuestSession session, string reason) : GuestEvent(session)
{
    public string Reason { get; } = reason;
}

/// <summary>Whoever waited for the guest to shut down waits no longer.</summary>
internal sealed class ShutdownGivenUp(GuestSession? session) : GuestEvent(session);

/// <summary>The request being carried out has ended.</summary>
internal sealed class OperationEnded(GuestRequest request, Exception? error) : GuestEvent(null)
{
    public GuestRequest Request { get; } = request;

    public Exception? Error { get; } = error;
}

/// <summary>Somebody wants something of the guest.</summary>
internal sealed class GuestRequest(GuestRequestKind kind, Func<GuestSession?, CancellationToken, Task> work, CancellationToken cancellationToken) : GuestMessage
{
    public override int Priority => Kind is GuestRequestKind.Stop ? 1 : 2;

    public GuestRequestKind Kind { get; } = kind;

    /// <summary>Carries it out. Runs beside the supervisor's task, one at a time; gets the session as it is when the work begins.</summary>
    public Func<GuestSession?, CancellationToken, Task> Work { get; } = work;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>True when it was carried out, false when there was nothing to do.</summary>
    public TaskCompletionSource<bool> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
