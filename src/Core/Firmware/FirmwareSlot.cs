namespace Domar.Core.Firmware;

/// <summary>One of the two places for a firmware image.</summary>
public enum FirmwareSlot
{
    /// <summary>The first.</summary>
    A,

    /// <summary>The second.</summary>
    B,
}
