using System.Diagnostics;
using Domar.Core.Primitives;
using Domar.HostTools.Units;
using Microsoft.Extensions.Logging;

namespace Domar.Runtime.Guests;

/// <summary>
/// One task owns one guest's state. It reads one channel: what happens to the guest comes first, then stops, then other requests, of which one
/// at a time is carried out beside it (so that the state stays readable and a stop can cancel it). Everybody else reads <see cref="Snapshot"/>.
/// <code>
///                   Start                    QMP answers
///   +---------+ ----------------> +----------+ --------> +---------+  no answer   +--------------+
///   | Stopped |                   | Starting |           | Running | -----------> | Unresponsive |
///   +---------+ &lt;---------------- +----------+           +---------+ &lt;----------- +--------------+
///     ^   ^    fails, or Stop      (adopted: Running)     |     ^      answers           |
///     |   |                                  Shutdown,    |     | shutdown               | Stop
///     |   |                                  Stop, guest  |     | given up               |
///     |   |  process ends                    powers off   v     |                        |
///     |   +--------------------------------------------- +----------+                    |
///     |                                                  | Stopping | &lt;------------------+
///     +---- process ends, in any state                   +----------+
/// </code>
/// </summary>
internal sealed class GuestSupervisor : IAsyncDisposable
{
    private readonly GuestMailbox _mailbox = new();
    private readonly LinkedList<GuestRequest> _waiting = new();
    private readonly CancellationTokenSource _lifetime = new();
    private readonly ILogger _logger;
    private readonly Task _loop;

    // Owned by the loop.
    private GuestSession? _session;
    private GuestRequest? _current;
    private CancellationTokenSource? _currentCancellation;
    private bool _shutdownAsked;

    private volatile GuestSnapshot _snapshot = GuestSnapshot.Stopped;
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GuestSupervisor(GuestKind kind, GuestId id, ILogger logger)
    {
        Id = id;
        Name = GuestName.Of(kind, id);
        _logger = logger;
        _loop = Task.Run(LoopAsync);
    }

    public GuestId Id { get; }

    /// <summary>What people call the guest: <c>VM 100</c>.</summary>
    public string Name { get; }

    /// <summary>The guest's state now. Never waits.</summary>
    public GuestSnapshot Snapshot => _snapshot;

    /// <summary>The present run; null without a process. For reading consoles and statistics only.</summary>
    public GuestSession? Session => Volatile.Read(ref _session);

    /// <summary>Asks for something and waits until it is done.</summary>
    /// <returns>True when it was carried out, false when there was nothing to do.</returns>
    /// <exception cref="RequestRefusedException">The policy denies it, or too many requests wait.</exception>
    public Task<bool> RequestAsync(GuestRequestKind kind, Func<GuestSession?, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var request = new GuestRequest(kind, work, cancellationToken);
        if (!_mailbox.TryRequest(request))
        {
            throw new RequestRefusedException(
                RefusalReason.Conflict,
                $"{Name} takes no more requests now: {GuestMailbox.MaxRequests} wait already, or it is being removed. Wait for its running tasks.");
        }

        return request.Completion.Task;
    }

    /// <summary>Throws what <see cref="RequestAsync"/> would be refused with now, so that a caller learns it before a task is made.</summary>
    public void Check(GuestRequestKind kind)
    {
        if (RequestPolicy.Decide(_snapshot.State, null, kind) is Denied denied)
        {
            throw Refusal(denied);
        }
    }

    /// <summary>Tells the supervisor of something that happened to the guest.</summary>
    public void Post(GuestEvent guestEvent) => _mailbox.Post(guestEvent);

    /// <summary>Waits until the state is as wanted, and returns it.</summary>
    public async Task<GuestSnapshot> WaitForAsync(Func<GuestSnapshot, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _changed;
            var snapshot = _snapshot;
            if (condition(snapshot))
            {
                return snapshot;
            }

            await changed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The guest runs on; only the watching ends.</remarks>
    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync().ConfigureAwait(false);
        _mailbox.Complete();
        await _loop.ConfigureAwait(false);
        if (_session is { } session)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }

        _lifetime.Dispose();
    }

    private async Task LoopAsync()
    {
        await foreach (var message in _mailbox.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (message is GuestEvent guestEvent)
            {
                OnEvent(guestEvent);
            }
            else
            {
                OnRequest((GuestRequest)message);
            }

            BeginNext();
        }

        foreach (var request in _waiting)
        {
            Finish(request, new OperationCanceledException("the daemon is stopping"));
        }
    }

    private void OnEvent(GuestEvent guestEvent)
    {
        switch (guestEvent)
        {
            case Launched launched:
                OnLaunched(launched);
                break;
            case OperationEnded ended:
                OnOperationEnded(ended);
                break;
            case { Session: var session } when session != _session || session is null:
                break; // of an earlier run
            case UnitExited exited:
                OnUnitExited(exited.Session!, exited.Exit);
                break;
            case Answered answered:
                OnAnswered(answered);
                break;
            case Silent silent:
                OnSilent(silent);
                break;
            case ShutdownGivenUp:
                _shutdownAsked = false;
                Publish(_snapshot with { State = _snapshot.State is GuestState.Stopping && _current is null ? LiveState() : _snapshot.State });
                break;
            case QmpEventArrived arrived:
                OnQmpEvent(arrived);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void OnLaunched(Launched launched)
    {
        Volatile.Write(ref _session, launched.Session);
        _shutdownAsked = false;
        var unit = launched.Session!.Unit;
        Publish(new GuestSnapshot
        {
            State = launched.Adopted ? GuestState.Running : GuestState.Starting,
            QmpStatus = "unknown",
            Pid = unit.MainPid,
            StartedAt = unit.StartedAt,
        });
        if (launched.Adopted)
        {
            Log.Adopted(_logger, Name, unit.MainPid);
        }
    }

    private void OnAnswered(Answered answered)
    {
        var session = answered.Session!;
        if (session.IsSilent)
        {
            session.IsSilent = false;
            Log.AnswersAgain(_logger, Name, session.ProgramName);
        }

        var state = _snapshot.State is GuestState.Unresponsive ? LiveState() : _snapshot.State;
        if (answered.Status != _snapshot.QmpStatus || state != _snapshot.State || _snapshot.ProgramVersion is null)
        {
            Publish(_snapshot with { State = state, QmpStatus = answered.Status, ProgramVersion = session.ProgramVersion, Problem = null });
        }

        // The guest powered off while nobody listened (for example between two runs of the daemon): QEMU waits to be told.
        if (answered.Status == "shutdown")
        {
            OnGuestShutDown(session);
        }
    }

    private void OnSilent(Silent silent)
    {
        silent.Session!.IsSilent = true;
        if (_snapshot.State is GuestState.Running or GuestState.Stopping && _current?.Kind is not GuestRequestKind.Stop)
        {
            Log.Unresponsive(_logger, Name, silent.Session.ProgramName, silent.Reason);
            Publish(_snapshot with { State = GuestState.Unresponsive, Problem = $"{silent.Session.ProgramName} does not answer: {silent.Reason}" });
        }
    }

    private void OnQmpEvent(QmpEventArrived arrived)
    {
        switch (arrived.QmpEvent.Name)
        {
            case "SHUTDOWN":
                OnGuestShutDown(arrived.Session!);
                break;
            case "STOP":
                Publish(_snapshot with { QmpStatus = "paused" });
                break;
            case "RESUME":
                Publish(_snapshot with { QmpStatus = "running" });
                break;
            case "GUEST_PANICKED":
                Log.GuestPanicked(_logger, Name);
                break;
            default:
                break;
        }
    }

    /// <summary>QEMU runs with -no-shutdown, so that it can be looked at after a guest's end; without a reason to, it is told to quit.</summary>
    private void OnGuestShutDown(GuestSession session)
    {
        if (session.GuestHasShutDown)
        {
            return;
        }

        session.GuestHasShutDown = true;
        session.EndIsWanted = true;
        Publish(_snapshot with { State = GuestState.Stopping, QmpStatus = "shutdown" });
        _ = QuitAsync(session);
    }

    private async Task QuitAsync(GuestSession session)
    {
        try
        {
            await session.EndAfterShutdownAsync(_lifetime.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!session.Exit.IsCompleted)
        {
            Log.QuitFailed(_logger, Name, e.Message);
        }
        catch (Exception)
        {
            // It has ended, which was the wish.
        }
    }

    private void OnUnitExited(GuestSession session, UnitExit exit)
    {
        Volatile.Write(ref _session, null);
        var problem = session.EndIsWanted || _current?.Kind is GuestRequestKind.Start || session.IsCleanEnd(exit)
            ? null
            : ExitText.Describe(session.ProgramName, exit);
        if (problem is not null)
        {
            Log.EndedUnexpectedly(_logger, Name, problem);
        }

        Publish(GuestSnapshot.Stopped with
        {
            State = _current?.Kind is GuestRequestKind.Start ? GuestState.Starting : GuestState.Stopped,
            Problem = problem,
        });
        _ = session.DisposeAsync().AsTask();
    }

    private void OnRequest(GuestRequest request)
    {
        switch (RequestPolicy.Decide(_snapshot.State, _current?.Kind, request.Kind))
        {
            case Preempts:
                _waiting.AddFirst(request);
                _currentCancellation?.Cancel();
                break;
            case Queued:
                _waiting.AddLast(request);
                break;
            case Ignored:
                Finish(request, done: false);
                break;
            case Denied denied:
                Finish(request, Refusal(denied));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void BeginNext()
    {
        while (_current is null && _waiting.First is { Value: var request })
        {
            _waiting.RemoveFirst();
            var verdict = request.CancellationToken.IsCancellationRequested
                ? new Denied("was not asked any more")
                : RequestPolicy.Decide(_snapshot.State, null, request.Kind);
            switch (verdict)
            {
                case Ignored:
                    Finish(request, done: false);
                    continue;
                case Denied when request.CancellationToken.IsCancellationRequested:
                    Finish(request, new OperationCanceledException(request.CancellationToken));
                    continue;
                case Denied denied:
                    Finish(request, Refusal(denied));
                    continue;
                default:
                    Begin(request);
                    break;
            }
        }
    }

    private void Begin(GuestRequest request)
    {
        _current = request;
        _currentCancellation = CancellationTokenSource.CreateLinkedTokenSource(request.CancellationToken, _lifetime.Token);
        var session = _session;
        switch (request.Kind)
        {
            case GuestRequestKind.Start:
                Publish(GuestSnapshot.Stopped with { State = GuestState.Starting });
                break;
            case GuestRequestKind.Stop or GuestRequestKind.Shutdown:
                if (session is not null && request.Kind is GuestRequestKind.Stop)
                {
                    session.EndIsWanted = true;
                }

                Publish(_snapshot with { State = GuestState.Stopping });
                break;
            default:
                break;
        }

        _ = RunAsync(request, session, _currentCancellation.Token);
    }

    private async Task RunAsync(GuestRequest request, GuestSession? session, CancellationToken cancellationToken)
    {
        Exception? error = null;
        try
        {
            // Off the loop's task: planning and disk work must not delay what happens to the guest.
            await Task.Run(() => request.Work(session, cancellationToken), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e;
        }

        if (!_mailbox.Post(new OperationEnded(request, error)))
        {
            Finish(request, error); // the supervisor has ended meanwhile, as after a removal
        }
    }

    private void OnOperationEnded(OperationEnded ended)
    {
        // The end of the process may be known to the work before its own event was read.
        if (_session is { Exit: { IsCompletedSuccessfully: true } exit } session)
        {
            OnUnitExited(session, exit.Result);
        }

        _currentCancellation?.Dispose();
        _currentCancellation = null;
        _current = null;
        switch (ended.Request.Kind)
        {
            case GuestRequestKind.Start:
                Publish(_session is null
                    ? GuestSnapshot.Stopped with { Problem = ended.Error is null or OperationCanceledException ? _snapshot.Problem : ended.Error.Message }
                    : _snapshot with { State = LiveState() });
                break;
            case GuestRequestKind.Shutdown when _session is not null:
                _shutdownAsked = ended.Error is null;
                Publish(_snapshot with { State = LiveState() });
                break;
            case GuestRequestKind.Stop when _session is not null:
                Publish(_snapshot with { State = LiveState() });
                break;
            default:
                break;
        }

        Finish(ended.Request, ended.Error);
    }

    /// <summary>The state of a guest whose process lives and of which nothing is being asked.</summary>
    private GuestState LiveState() => _session switch
    {
        null => GuestState.Stopped,
        { IsSilent: true } => GuestState.Unresponsive,
        { GuestHasShutDown: true } => GuestState.Stopping,
        _ when _shutdownAsked => GuestState.Stopping,
        _ => GuestState.Running,
    };

    private void Finish(GuestRequest request, Exception? error = null, bool done = true)
    {
        _mailbox.RequestDone();
        if (error is OperationCanceledException cancelled)
        {
            request.Completion.TrySetException(cancelled);
        }
        else if (error is not null)
        {
            request.Completion.TrySetException(error);
        }
        else
        {
            request.Completion.TrySetResult(done);
        }
    }

    private RequestRefusedException Refusal(Denied denied) => new(RefusalReason.Conflict, $"{Name} {denied.Reason}");

    private void Publish(GuestSnapshot snapshot)
    {
        if (snapshot.State != _snapshot.State)
        {
            Log.StateChanged(_logger, Name, _snapshot.State, snapshot.State);
        }

        _snapshot = snapshot;
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }
}
