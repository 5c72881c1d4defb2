namespace Domar.Image.Builder.Recipes;

/// <summary>Reads one variant. Pure.</summary>
internal static class VariantReader
{
    private static readonly string[] Keys = ["description", "include", "exclude", "budget.root-mb", "budget.iso-mb"];

    /// <summary>Reads a variant; what is wrong with it is added to the problems.</summary>
    /// <param name="source">The file.</param>
    /// <param name="recipes">Names of all recipes: a pattern that matches none is a mistake.</param>
    /// <param name="problems">Where problems go.</param>
    public static Variant Read(RecipeSource source, IReadOnlyList<string> recipes, List<RecipeProblem> problems)
    {
        var reader = new TomlReader(source, Keys);
        if (!ItemRules.IsVariantName(source.Name))
        {
            reader.Problems.Add(new RecipeProblem(source.Start, $"'{source.Name}.toml' is not a variant's name; use a-z, 0-9 and '-' not at its start"));
        }

        var variant = new Variant
        {
            Name = source.Name,
            Description = reader.Description(),
            Include = reader.List("include", ItemRules.RecipePattern),
            Exclude = reader.List("exclude", ItemRules.RecipePattern) ?? [],
            Budget = new Budget { RootMegabytes = reader.Megabytes("budget.root-mb"), IsoMegabytes = reader.Megabytes("budget.iso-mb") },
        };
        var unmatched = (variant.Include ?? []).Concat(variant.Exclude)
            .Where(pattern => !recipes.Any(recipe => Text.PathGlob.SegmentMatches(pattern.Value, recipe))).ToList();
        reader.Problems.AddRange(unmatched.Select(pattern =>
            new RecipeProblem(pattern.At, $"'{pattern.Value}' matches no recipe; there are: {string.Join(", ", recipes)}")));
        if (reader.Problems.Count == 0 && !recipes.Any(variant.Takes))
        {
            reader.Problems.Add(new RecipeProblem(source.Start, "the variant takes no recipe; widen include or narrow exclude"));
        }

        problems.AddRange(reader.Problems);
        return variant;
    }
}
