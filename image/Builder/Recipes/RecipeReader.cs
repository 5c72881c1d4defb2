namespace Domar.Image.Builder.Recipes;

/// <summary>Reads one recipe and checks what can be checked within it. Pure.</summary>
internal static class RecipeReader
{
    private static readonly string[] Keys =
    [
        "description", "target", "packages", "remove", "keep", "modules", "initramfs-modules", "firmware", "units.enable", "units.disable", "units.mask",
        "budget.root-mb", "budget.iso-mb", "budget.packages-mb",
    ];

    private static readonly string[] ImageKeys = [.. Keys.Except(["description", "target", "units.enable"])];

    /// <summary>Reads a recipe; what is wrong with it is added to the problems and left out of the result.</summary>
    public static Recipe Read(RecipeSource source, List<RecipeProblem> problems)
    {
        var reader = new TomlReader(source, Keys);
        if (!ItemRules.IsRecipeName(source.Name))
        {
            reader.Problems.Add(new RecipeProblem(
                source.Start, $"'{source.Name}.toml' is not a recipe's name; call it NN-name.toml: two digits, '-', and a-z, 0-9 or '-'"));
        }

        var recipe = new Recipe
        {
            Name = source.Name,
            Description = reader.Description(),
            Target = Target(reader),
            Packages = reader.List("packages", ItemRules.Package) ?? [],
            Remove = reader.List("remove", ItemRules.Remove) ?? [],
            Keep = reader.List("keep", ItemRules.Keep) ?? [],
            Modules = reader.List("modules", ItemRules.Module) ?? [],
            InitramfsModules = reader.List("initramfs-modules", ItemRules.ModuleName) ?? [],
            Firmware = reader.List("firmware", ItemRules.Firmware) ?? [],
            Enable = reader.List("units.enable", ItemRules.Unit) ?? [],
            Disable = reader.List("units.disable", ItemRules.Unit) ?? [],
            Mask = reader.List("units.mask", ItemRules.Unit) ?? [],
            Budget = new Budget
            {
                RootMegabytes = reader.Megabytes("budget.root-mb"),
                IsoMegabytes = reader.Megabytes("budget.iso-mb"),
                PackagesMegabytes = reader.Megabytes("budget.packages-mb"),
            },
        };
        if (recipe.Target != InstallTarget.Both)
        {
            var target = TargetName(recipe.Target);
            foreach (var key in ImageKeys)
            {
                if (reader.Has(key, out var at))
                {
                    reader.Problems.Add(new RecipeProblem(
                        at, $"'{key}' in a recipe with target = \"{target}\": one root image runs live and installed, so only units.enable can differ; "
                        + "move it to a recipe for both"));
                }
            }
        }

        problems.AddRange(reader.Problems);
        return recipe;
    }

    /// <summary>A target as recipes and plans write it.</summary>
    public static string TargetName(InstallTarget target) => target.ToString().ToLowerInvariant();

    private static InstallTarget Target(TomlReader reader)
    {
        switch (reader.Text("target"))
        {
            case null or { Value: "both" }:
                return InstallTarget.Both;
            case { Value: "live" }:
                return InstallTarget.Live;
            case { Value: "installed" }:
                return InstallTarget.Installed;
            case var other:
                reader.Problems.Add(new RecipeProblem(other.At, $"target '{TomlFile.OneLine(other.Value)}' is unknown; write \"both\", \"live\" or \"installed\""));
                return InstallTarget.Both;
        }
    }
}
