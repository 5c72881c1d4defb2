namespace Domar.HostTools.Systemd;

/// <summary>What became of an entry in the register of guests.</summary>
public enum MachineResult
{
    /// <summary>It is as was asked.</summary>
    Done,

    /// <summary>This host has no systemd-machined.</summary>
    NoRegister,
}
