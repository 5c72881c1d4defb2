namespace Domar.Core.Steps;

/// <summary>A place that bytes are copied to.</summary>
/// <param name="Path">Device or file, which must exist.</param>
/// <param name="OffsetBytes">Where in it.</param>
public sealed record CopyTarget(string Path, long OffsetBytes = 0);
