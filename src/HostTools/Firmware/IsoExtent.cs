namespace Domar.HostTools.Firmware;

/// <summary>Where a file lies in an ISO.</summary>
/// <param name="OffsetBytes">From the ISO's begin.</param>
/// <param name="LengthBytes">Its size.</param>
public readonly record struct IsoExtent(long OffsetBytes, long LengthBytes);
