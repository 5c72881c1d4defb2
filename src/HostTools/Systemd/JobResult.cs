namespace Domar.HostTools.Systemd;

/// <summary>How a job of systemd ended (<c>JobRemoved</c>).</summary>
public enum JobResult
{
    /// <summary>Carried out.</summary>
    Done,

    /// <summary>The unit failed.</summary>
    Failed,

    /// <summary>Another job took its place, or somebody cancelled it.</summary>
    Canceled,

    /// <summary>It took too long.</summary>
    Timeout,

    /// <summary>A unit that it depends on failed.</summary>
    Dependency,

    /// <summary>There was nothing to do.</summary>
    Skipped,

    /// <summary>systemd or the bus was restarted meanwhile: the unit's state tells what became of it.</summary>
    Lost,

    /// <summary>Anything else.</summary>
    Other,
}
