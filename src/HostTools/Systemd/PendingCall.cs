namespace Domar.HostTools.Systemd;

/// <summary>A call that waits to be sent or answered.</summary>
internal abstract class PendingCall(BusCall call)
{
    /// <summary>What is asked.</summary>
    public BusCall Call { get; } = call;

    /// <summary>The message's number on its connection; 0 before it is sent.</summary>
    public ulong Cookie { get; set; }

    /// <summary>Whether its caller has stopped waiting.</summary>
    public volatile bool IsAbandoned;

    /// <summary>Gives it its answer.</summary>
    public abstract void Complete(MessageReader reply);

    /// <summary>Gives it its failure.</summary>
    public abstract void Fail(Exception exception);
}
