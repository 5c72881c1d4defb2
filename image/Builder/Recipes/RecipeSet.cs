using Domar.Image.Builder.Locks;

namespace Domar.Image.Builder.Recipes;

/// <summary>All recipes and variants of a folder, and everything that is wrong with them. Pure: it works on the files' content.</summary>
public sealed class RecipeSet
{
    private RecipeSet(IReadOnlyList<Recipe> recipes, IReadOnlyList<Variant> variants, IReadOnlyList<RecipeProblem> problems)
    {
        Recipes = recipes;
        Variants = variants;
        Problems = problems;
    }

    /// <summary>The recipes in the order of their names, which is the order in which they apply.</summary>
    public IReadOnlyList<Recipe> Recipes { get; }

    /// <summary>The variants in the order of their names, with the one called <c>default</c>, file or not.</summary>
    public IReadOnlyList<Variant> Variants { get; }

    /// <summary>Every problem, by file and line. What has a problem is left out of the recipes.</summary>
    public IReadOnlyList<RecipeProblem> Problems { get; }

    /// <summary>Reads and checks a set.</summary>
    /// <param name="recipes">The recipes' files.</param>
    /// <param name="variants">The variants' files.</param>
    /// <param name="packageLock">The pinned packages; null where they are not to be compared.</param>
    public static RecipeSet Read(IReadOnlyList<RecipeSource> recipes, IReadOnlyList<RecipeSource> variants, PackageLock? packageLock = null)
    {
        var problems = new List<RecipeProblem>();
        var readRecipes = recipes.OrderBy(static s => s.Name, StringComparer.Ordinal).Select(source => RecipeReader.Read(source, problems)).ToList();
        var names = readRecipes.ConvertAll(static recipe => recipe.Name);
        var readVariants = variants.Select(source => VariantReader.Read(source, names, problems)).ToList();
        if (!readVariants.Exists(static v => v.Name == Variant.Default.Name))
        {
            readVariants.Add(Variant.Default);
        }

        CheckPackages(readRecipes, packageLock, problems);
        CheckUnits(readRecipes, problems);
        CheckSingle(readRecipes, "budget.root-mb", static budget => budget.RootMegabytes, problems);
        CheckSingle(readRecipes, "budget.iso-mb", static budget => budget.IsoMegabytes, problems);
        return new RecipeSet(readRecipes, [.. readVariants.OrderBy(static v => v.Name, StringComparer.Ordinal)], RecipeProblem.Sort(problems));
    }

    private static void CheckPackages(List<Recipe> recipes, PackageLock? packageLock, List<RecipeProblem> problems)
    {
        var first = new Dictionary<string, SourcePosition>();
        foreach (var package in recipes.SelectMany(static recipe => recipe.Packages))
        {
            if (!first.TryAdd(package.Value, package.At))
            {
                problems.Add(new RecipeProblem(package.At, $"package '{package.Value}' is also in {first[package.Value].ShortText}; name it once"));
            }
            else if (packageLock?.Contains(PackageLock.ImageSet, package.Value) == false)
            {
                problems.Add(new RecipeProblem(package.At, $"package '{package.Value}' is not in {packageLock.File}; run 'make update-packages'"));
            }
        }
    }

    private static void CheckUnits(List<Recipe> recipes, List<RecipeProblem> problems)
    {
        var everywhere = Enabled(recipes.Where(static recipe => recipe.Target == InstallTarget.Both));
        var anywhere = Enabled(recipes);
        // What its package enables may be disabled, and then be wanted by the live or the installed system only.
        var against = recipes.SelectMany(recipe => recipe.Mask.Select(unit => (Unit: unit, Word: "masked", Enabled: anywhere))
            .Concat(recipe.Disable.Select(unit => (Unit: unit, Word: "disabled", Enabled: everywhere))));
        foreach (var (unit, word, enabled) in against)
        {
            if (enabled.TryGetValue(unit.Value, out var at))
            {
                problems.Add(new RecipeProblem(unit.At, $"unit '{unit.Value}' is {word} here and enabled in {at.ShortText}; decide for one"));
            }
        }
    }

    private static Dictionary<string, SourcePosition> Enabled(IEnumerable<Recipe> recipes) =>
        recipes.SelectMany(static recipe => recipe.Enable).GroupBy(static unit => unit.Value).ToDictionary(static g => g.Key, static g => g.First().At);

    private static void CheckSingle(List<Recipe> recipes, string key, Func<Budget, Located<long>?> value, List<RecipeProblem> problems)
    {
        var all = recipes.Select(recipe => value(recipe.Budget)).OfType<Located<long>>().ToList();
        problems.AddRange(all.Skip(1).Select(other =>
            new RecipeProblem(other.At, $"{key} is also set in {all[0].At.ShortText}; there is one image, so set it once")));
    }
}
