namespace Domar.Image.Builder.Cli;

/// <summary>One command of the program.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Usage">What follows the name.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Options">Its options with a value, beside <c>--recipes</c>.</param>
/// <param name="Flags">Its options without one.</param>
/// <param name="Run">Does it; returns the exit status.</param>
internal sealed record Command(
    string Name,
    string Usage,
    string Summary,
    IReadOnlyList<string> Options,
    IReadOnlyList<string> Flags,
    Func<CommandArguments, TextWriter, TextWriter, int> Run)
{
    /// <summary>The option that every command takes.</summary>
    public const string RecipesOption = "--recipes";
}
