using Domar.Core.Steps;

namespace Domar.Core.Install.Plans;

/// <summary>What came of planning an installation.</summary>
/// <param name="Plan">All that will be done; null when there are problems.</param>
/// <param name="Problems">All that stands against it, a sentence each.</param>
/// <param name="Notes">What is possible, but perhaps not expected, a sentence each.</param>
public sealed record InstallPlanResult(StepPlan? Plan, IReadOnlyList<string> Problems, IReadOnlyList<string> Notes);
