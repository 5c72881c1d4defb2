namespace Domar.Core.Install.FirstBoot;

/// <summary>The first-boot program as it lies while installing.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="SizeBytes">Its size.</param>
public sealed record FirstBootFile(string Path, long SizeBytes);
