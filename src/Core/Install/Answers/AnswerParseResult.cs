namespace Domar.Core.Install.Answers;

/// <summary>What came of reading an answer file.</summary>
/// <param name="File">What could be read; null when the file is no TOML.</param>
/// <param name="Problems">What is wrong, in the file's order.</param>
public sealed record AnswerParseResult(AnswerFile? File, IReadOnlyList<AnswerProblem> Problems);
