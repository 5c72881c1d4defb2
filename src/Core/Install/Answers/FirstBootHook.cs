namespace Domar.Core.Install.Answers;

/// <summary>A program that runs once, when the installed system starts for the first time.</summary>
/// <param name="Source">Where it is fetched from; null for the ISO.</param>
/// <param name="Ordering">When it runs.</param>
public sealed record FirstBootHook(WebAddress? Source, FirstBootOrdering Ordering);
