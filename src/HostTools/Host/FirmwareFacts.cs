namespace Domar.HostTools.Host;

/// <summary>What the machine starts with.</summary>
/// <param name="IsUefi">UEFI; otherwise BIOS.</param>
/// <param name="SecureBoot">Whether Secure Boot is on; null when that is not known, and under BIOS, which has none.</param>
public sealed record FirmwareFacts(bool IsUefi, bool? SecureBoot);
