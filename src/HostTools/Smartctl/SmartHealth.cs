namespace Domar.HostTools.Smartctl;

/// <summary>What a disk says of itself.</summary>
public enum SmartHealth
{
    /// <summary>It says nothing: no SMART, or no answer.</summary>
    Unknown,

    /// <summary>It finds nothing wrong.</summary>
    Passed,

    /// <summary>It expects to fail, or has failed.</summary>
    Failed,
}
