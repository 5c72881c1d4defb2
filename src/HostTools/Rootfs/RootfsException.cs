namespace Domar.HostTools.Rootfs;

/// <summary>A root file system could not be unpacked, read or set up. What was unpacked until then stays, for the caller to remove with the volume.</summary>
/// <param name="message">What could not be done, why, what to do.</param>
/// <param name="inner">What caused it.</param>
public sealed class RootfsException(string message, Exception? inner = null) : Exception(message, inner);
