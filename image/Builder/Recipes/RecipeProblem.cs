namespace Domar.Image.Builder.Recipes;

/// <summary>Something wrong in a recipe.</summary>
/// <param name="At">Where.</param>
/// <param name="Message">What, why, what to do.</param>
public sealed record RecipeProblem(SourcePosition At, string Message)
{
    /// <summary>Problems in the order in which people mend them: by file, line, column.</summary>
    public static IReadOnlyList<RecipeProblem> Sort(IEnumerable<RecipeProblem> problems) =>
        [.. problems.Distinct().OrderBy(static p => p.At.File, StringComparer.Ordinal).ThenBy(static p => p.At.Line).ThenBy(static p => p.At.Column)
            .ThenBy(static p => p.Message, StringComparer.Ordinal)];

    /// <summary><c>FILE:LINE:COLUMN: MESSAGE</c>.</summary>
    public override string ToString() => $"{At}: {Message}";
}
