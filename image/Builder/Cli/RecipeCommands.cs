using Domar.Image.Builder.Plans;
using Domar.Image.Builder.Recipes;

namespace Domar.Image.Builder.Cli;

/// <summary>The commands that read recipes.</summary>
internal static class RecipeCommands
{
    private const string WithoutLock = "--without-lock";

    /// <summary>check.</summary>
    public static readonly Command Check = new(
        "check", "[--recipes DIR]", "Checks every recipe and variant, and that each package is in DIR/packages.lock where there is one.", [], [], RunCheck);

    /// <summary>plan.</summary>
    public static readonly Command Plan = new(
        "plan", "--variant NAME --output DIR [--without-lock] [--recipes DIR]",
        "Checks, then writes what a variant consists of as flat text files. --without-lock does not compare with packages.lock.",
        ["--variant", "--output"], [WithoutLock], RunPlan);

    private static int RunCheck(CommandArguments arguments, TextWriter output, TextWriter error)
    {
        NoWords(arguments);
        if (Load(arguments, withLock: true, error) is not { } set)
        {
            return 1;
        }

        output.WriteLine(
            $"recipes: {set.Recipes.Count} recipes, {set.Variants.Count} variants, {set.Recipes.Sum(static recipe => recipe.Packages.Count)} packages: in order");
        return 0;
    }

    private static int RunPlan(CommandArguments arguments, TextWriter output, TextWriter error)
    {
        NoWords(arguments);
        var variant = arguments.Required("--variant");
        var folder = arguments.Required("--output");
        if (Load(arguments, !arguments.Has(WithoutLock), error) is not { } set)
        {
            return 1;
        }

        PlanFolder.Write(RecipeSelector.Select(set, variant), folder);
        return 0;
    }

    /// <summary>Refuses words that are no option.</summary>
    internal static void NoWords(CommandArguments arguments)
    {
        if (arguments.Words.Count > 0)
        {
            throw new UsageException($"'{arguments.Words[0]}' is not expected");
        }
    }

    private static RecipeSet? Load(CommandArguments arguments, bool withLock, TextWriter error)
    {
        var set = RecipeFolder.Load(arguments.Optional(Command.RecipesOption) ?? "recipes", withLock);
        foreach (var problem in set.Problems)
        {
            error.WriteLine(problem);
        }

        return set.Problems.Count == 0 ? set : null;
    }
}
