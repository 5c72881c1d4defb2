namespace Domar.Runtime.Firmware;

/// <summary>What the helper for firmware can be asked to do.</summary>
internal enum FirmwareAction
{
    /// <summary>Tell how the slots are.</summary>
    Status,

    /// <summary>Write an image into the other slot and put it on trial.</summary>
    Install,

    /// <summary>Make the other slot the one that starts.</summary>
    Rollback,

    /// <summary>Mark the running slot good, or put files that differ right.</summary>
    Confirm,

    /// <summary>Ask the next start for a factory reset.</summary>
    Reset,
}
