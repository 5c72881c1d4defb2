using Domar.Image.Builder.Locks;
using Domar.Image.Builder.Recipes;

namespace Domar.Image.Builder;

/// <summary>The folder of recipes on disk.</summary>
public static class RecipeFolder
{
    /// <summary>Reads and checks the recipes and variants of a folder, and the lock file if it is there and asked for.</summary>
    /// <param name="folder">The folder; messages name files below it the way it is written here.</param>
    /// <param name="withLock">Whether each package must be in the lock file, where there is one.</param>
    /// <exception cref="BuildException">The folder cannot be read, holds no recipe, or its lock file is malformed.</exception>
    public static RecipeSet Load(string folder, bool withLock)
    {
        var name = folder.Length > 1 ? folder.TrimEnd('/') : folder;
        if (!Directory.Exists(folder))
        {
            throw new BuildException($"there is no folder '{folder}'; name the folder of recipes with --recipes");
        }

        var recipes = Sources(name);
        if (recipes.Count == 0)
        {
            throw new BuildException($"there is no recipe (NN-name.toml) in '{name}'; name the folder of recipes with --recipes");
        }

        var variants = Path.Combine(folder, "variants");
        var lockPath = $"{name}/{PackageLock.FileName}";
        return RecipeSet.Read(
            recipes,
            Directory.Exists(variants) ? Sources($"{name}/variants") : [],
            withLock && File.Exists(lockPath) ? PackageLock.Parse(File.ReadAllText(lockPath), lockPath) : null);
    }

    private static List<RecipeSource> Sources(string folder) =>
        [.. Directory.EnumerateFiles(folder).Select(static path => Path.GetFileName(path)).Where(static file => file.EndsWith(".toml", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(file => new RecipeSource($"{folder}/{file}", File.ReadAllBytes($"{folder}/{file}")))];
}
