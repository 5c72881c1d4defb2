using Domar.HostTools.Units;

namespace Domar.Runtime.Guests;

/// <summary>One run of a guest: its unit, and what watches it. What is peculiar to VMs and to containers is in the classes below it.</summary>
internal abstract class GuestSession(UnitState unit, Task<UnitExit> exit) : IAsyncDisposable
{
    public UnitState Unit { get; } = unit;

    /// <summary>Completes when the main process has ended.</summary>
    public Task<UnitExit> Exit { get; } = exit;

    /// <summary>Whether the guest has shut down while its process waits to be told to end.</summary>
    public bool GuestHasShutDown { get; set; }

    /// <summary>Whether somebody here asked for its end, so that the end is no problem.</summary>
    public bool EndIsWanted { get; set; }

    /// <summary>Whether the last look got no answer.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Version of the program that runs the guest; null where it did not say.</summary>
    public virtual string? ProgramVersion => null;

    /// <summary>What people call that program.</summary>
    public abstract string ProgramName { get; }

    /// <summary>Whether an end with this exit is the guest's own doing, as when it powers itself off.</summary>
    public virtual bool IsCleanEnd(UnitExit exit) => false;

    /// <summary>Begins to watch: the end of the process, and whatever else there is to see.</summary>
    public abstract void StartMonitoring(Action<GuestEvent> post);

    /// <summary>Tells a process whose guest has shut down to end.</summary>
    public virtual Task EndAfterShutdownAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Posts the end of the process when it comes.</summary>
    protected async Task ReportExitAsync(Action<GuestEvent> post)
    {
        var exit = await Exit.ConfigureAwait(false);
        post(new UnitExited(this, exit));
    }
}
