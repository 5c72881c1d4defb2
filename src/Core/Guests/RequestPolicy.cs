using System.Diagnostics;

namespace Domar.Core.Guests;

/// <summary>
/// Decides what becomes of a request, from the guest's state and from what is being carried out. Asked when a request arrives and again before it begins,
/// since the guest may have changed meanwhile.
/// </summary>
public static class RequestPolicy
{
    /// <summary>Decides on one request.</summary>
    /// <param name="state">The guest's state.</param>
    /// <param name="current">The request that is being carried out; null for none.</param>
    /// <param name="request">What is asked.</param>
    public static RequestVerdict Decide(GuestState state, GuestRequestKind? current, GuestRequestKind request) => request switch
    {
        GuestRequestKind.Start => state switch
        {
            GuestState.Stopped when current is GuestRequestKind.Destroy => new Denied("is being destroyed"),
            GuestState.Stopped => new Queued(),
            GuestState.Starting => new Denied("is starting already"),
            GuestState.Running => new Denied("already running"),
            // The guest may be halfway down: a start would race with its end.
            GuestState.Stopping => new Denied("is shutting down; wait until it has stopped, or stop it first"),
            GuestState.Unresponsive => new Denied("already running, but does not answer; stop it first"),
            _ => throw new UnreachableException(),
        },

        GuestRequestKind.Stop => state switch
        {
            GuestState.Stopped when current is null => new Ignored("is stopped already"),
            // Pulling the plug waits for nobody, except for a removal that is under way.
            _ when current is GuestRequestKind.Destroy => new Queued(),
            _ when current is GuestRequestKind.Stop => new Queued(),
            _ => new Preempts(),
        },

        GuestRequestKind.Shutdown => state switch
        {
            GuestState.Stopped => new Ignored("is stopped already"),
            GuestState.Starting => new Queued(),
            GuestState.Running or GuestState.Stopping => new Queued(),
            GuestState.Unresponsive => new Denied("does not answer, so it cannot be asked to shut down; stop it instead"),
            _ => throw new UnreachableException(),
        },

        GuestRequestKind.Reset or GuestRequestKind.Suspend or GuestRequestKind.Resume => state switch
        {
            GuestState.Stopped => new Denied("is not running"),
            GuestState.Unresponsive => new Denied("does not answer; stop it instead"),
            GuestState.Starting or GuestState.Running or GuestState.Stopping => new Queued(),
            _ => throw new UnreachableException(),
        },

        GuestRequestKind.Configure => current is GuestRequestKind.Destroy ? new Denied("is being destroyed") : new Queued(),

        GuestRequestKind.Destroy => state switch
        {
            GuestState.Stopped when current is GuestRequestKind.Destroy => new Denied("is being destroyed already"),
            GuestState.Stopped => new Queued(),
            _ => new Denied("is running - destroy failed; stop it first"),
        },

        _ => throw new UnreachableException(),
    };
}
