namespace Domar.HostTools.Systemd;

/// <summary>Which of a unit's processes get a signal.</summary>
public enum KillTarget
{
    /// <summary>The main process.</summary>
    Main,

    /// <summary>Every process in its cgroups.</summary>
    All,
}
