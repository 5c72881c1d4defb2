namespace Domar.Core.Install.Answers;

/// <summary>Something wrong in an answer file, or between it and the host.</summary>
/// <param name="At">Where in the answer file.</param>
/// <param name="Message">What, why, what to do; one line, without a full stop at its end.</param>
public sealed record AnswerProblem(TextPosition At, string Message)
{
    /// <summary>In the order in which people mend them, each once.</summary>
    public static IReadOnlyList<AnswerProblem> Sort(IEnumerable<AnswerProblem> problems) =>
        [.. problems.Distinct().OrderBy(static p => p.At).ThenBy(static p => p.Message, StringComparer.Ordinal)];

    /// <summary><c>LINE:COLUMN: MESSAGE</c>.</summary>
    public override string ToString() => $"{At}: {Message}";
}
