namespace Domar.Core.Install;

/// <summary>The device may not be offered.</summary>
/// <param name="Reason">Why, as the end of a sentence.</param>
public sealed record TargetRefused(string Reason) : InstallTargetVerdict;
