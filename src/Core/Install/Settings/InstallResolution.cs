using Domar.Core.Install.Answers;

namespace Domar.Core.Install.Settings;

/// <summary>What came of an answer file on a host.</summary>
/// <param name="Settings">The settings; null when there are problems.</param>
/// <param name="Problems">All that is wrong, in the file's order.</param>
/// <param name="Warnings">What is right, but perhaps not meant.</param>
public sealed record InstallResolution(InstallSettings? Settings, IReadOnlyList<AnswerProblem> Problems, IReadOnlyList<AnswerProblem> Warnings);
