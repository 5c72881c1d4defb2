namespace Domar.HostTools.Units;

/// <summary>Signals that a unit may be sent, with their Linux numbers.</summary>
public enum UnitSignal
{
    /// <summary>SIGKILL.</summary>
    Kill = 9,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,
}
