namespace Domar.Installer.Screens.Models;

/// <summary>What is behind a screen: its fields, and what is wrong with them.</summary>
internal abstract class PageModel
{
    /// <summary>Fields with a text.</summary>
    public abstract IReadOnlyList<FieldModel> Fields { get; }

    /// <summary>What is wrong, in the screen's order; empty when the next screen may come.</summary>
    public IReadOnlyList<FieldProblem> Problems { get; private set; } = [];

    /// <summary>Whether "next" was pressed here, so that everything wrong is shown.</summary>
    public bool IsTried { get; set; }

    /// <summary>What is wrong with a field; null for nothing.</summary>
    public string? ProblemOf(FieldKey key) => Problems.FirstOrDefault(problem => problem.Field == key)?.Text;

    /// <summary>Takes over what is wrong. What a screen says itself is nearer to what is on it than what the rules say of the same field.</summary>
    /// <param name="found">What the rules of answer files say, of all screens.</param>
    public void SetProblems(IEnumerable<FieldProblem> found)
    {
        Problems = [.. OwnProblems().Concat(found).Where(problem => Owns(problem.Field)).DistinctBy(static problem => problem.Field).OrderBy(static problem => problem.Field)];
        foreach (var field in Fields)
        {
            field.Problem = ProblemOf(field.Key);
        }
    }

    /// <summary>Shows all that is wrong.</summary>
    public void ShowAll()
    {
        IsTried = true;
        foreach (var field in Fields)
        {
            field.IsVisited = true;
        }
    }

    /// <summary>Whether a field is on this screen.</summary>
    protected abstract bool Owns(FieldKey key);

    /// <summary>What is wrong beyond the rules of answer files.</summary>
    protected virtual IEnumerable<FieldProblem> OwnProblems() => [];
}
