namespace Domar.HostTools.Firmware;

/// <summary>Something about firmware images or slots cannot be done or read. The message is for people.</summary>
/// <param name="message">What, why, what to do.</param>
/// <param name="inner">The cause, where there is one.</param>
public sealed class FirmwareException(string message, Exception? inner = null) : Exception(message, inner);
