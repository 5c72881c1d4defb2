namespace Domar.Image.Builder.Recipes;

/// <summary>A place in a recipe.</summary>
/// <param name="File">The file, as messages name it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 characters.</param>
public readonly record struct SourcePosition(string File, int Line, int Column)
{
    /// <summary><c>FILE:LINE</c>, for a message that names a second place.</summary>
    public string ShortText => $"{File}:{Line}";

    /// <summary><c>FILE:LINE:COLUMN</c>.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}";
}
