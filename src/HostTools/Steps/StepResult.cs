namespace Domar.HostTools.Steps;

/// <summary>A plan was carried out.</summary>
/// <param name="Notes">What failed and may fail: a sentence each, for people. Mostly empty.</param>
public sealed record StepResult(IReadOnlyList<string> Notes);
