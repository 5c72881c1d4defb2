using Domar.Core.Steps;

namespace Domar.Installer.Installation;

/// <summary>What came of planning.</summary>
/// <param name="Plan">All that will be done; null when there are problems.</param>
/// <param name="Text">The plan for people, with each command and file.</param>
/// <param name="Problems">All that stands against it, a sentence each.</param>
/// <param name="Notes">What is possible, but perhaps not expected, a sentence each.</param>
internal sealed record InstallationPlan(StepPlan? Plan, string Text, IReadOnlyList<string> Problems, IReadOnlyList<string> Notes);
