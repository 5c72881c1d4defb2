namespace Domar.Core.Install;

/// <summary>The device may be offered.</summary>
/// <param name="Contents">What is on it and would be lost, a line each; empty for a blank disk.</param>
public sealed record TargetUsable(IReadOnlyList<string> Contents) : InstallTargetVerdict;
