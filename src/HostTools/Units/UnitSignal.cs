namespace Domar.HostTools.Units;

/// <summary>Signals that a unit may be sent, with their Linux numbers.</summary>
public enum UnitSignal
{
    /// <summary>SIGKILL.</summary>
    Kill = 9,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,

    /// <summary>SIGPWR: what init systems other than systemd take as the power failing, and shut down.</summary>
    PowerFail = 30,

    /// <summary>SIGRTMIN+3 of glibc: systemd halts.</summary>
    SystemdHalt = 37,
}
