using Domar.Image.Builder.Plans;

namespace Domar.Image.Builder.Recipes;

/// <summary>Makes the plan of an image from recipes without problems. Pure.</summary>
public static class RecipeSelector
{
    /// <summary>The plan of a variant.</summary>
    /// <exception cref="BuildException">There is no such variant.</exception>
    public static ImagePlan Select(RecipeSet set, string variantName)
    {
        var variant = set.Variants.FirstOrDefault(v => v.Name == variantName)
            ?? throw new BuildException($"there is no variant '{variantName}'; there are: {string.Join(", ", set.Variants.Select(static v => v.Name))}");
        var recipes = set.Recipes.Where(recipe => variant.Takes(recipe.Name)).ToList();
        return new ImagePlan
        {
            Variant = variant.Name,
            Description = variant.Description,
            Packages = Sorted(recipes, static r => r.Packages),
            Remove = Sorted(recipes, static r => r.Remove),
            Keep = Sorted(recipes, static r => r.Keep),
            Modules = Sorted(recipes, static r => r.Modules),
            InitramfsModules = [.. Items(recipes, static r => r.InitramfsModules).Distinct()],
            Firmware = Sorted(recipes, static r => r.Firmware),
            Enable = Sort(recipes.SelectMany(static r => r.Enable.Select(unit => $"{RecipeReader.TargetName(r.Target)} {unit.Value}"))),
            Disable = Sorted(recipes, static r => r.Disable),
            Mask = Sorted(recipes, static r => r.Mask),
            RootMegabytes = Limit(variant, recipes, static budget => budget.RootMegabytes),
            IsoMegabytes = Limit(variant, recipes, static budget => budget.IsoMegabytes),
            RecipePackages = Sort(recipes.SelectMany(static r => r.Packages.Select(package => $"{r.Name} {package.Value}"))),
            RecipeBudgets = Sort(recipes.Where(static r => r.Budget.PackagesMegabytes is not null)
                .Select(static r => $"{r.Name} {r.Budget.PackagesMegabytes!.Value}")),
        };
    }

    private static long? Limit(Variant variant, List<Recipe> recipes, Func<Budget, Located<long>?> value) =>
        (value(variant.Budget) ?? recipes.Select(recipe => value(recipe.Budget)).FirstOrDefault(static v => v is not null))?.Value;

    private static IReadOnlyList<string> Sorted(List<Recipe> recipes, Func<Recipe, IReadOnlyList<Located<string>>> items) => Sort(Items(recipes, items));

    private static IEnumerable<string> Items(List<Recipe> recipes, Func<Recipe, IReadOnlyList<Located<string>>> items) =>
        recipes.SelectMany(items).Select(static item => item.Value);

    private static IReadOnlyList<string> Sort(IEnumerable<string> lines) => [.. lines.Distinct().Order(StringComparer.Ordinal)];
}
