using System.Text;
using Domar.Image.Builder.Locks;
using Domar.Image.Builder.Recipes;

namespace Domar.Image.Builder.Tests.Recipes;

/// <summary>Recipes out of texts.</summary>
internal static class Sample
{
    /// <summary>A set of files, those named <c>variants/...</c> being variants.</summary>
    public static RecipeSet Read(params (string File, string Text)[] files) => Read(null, files);

    public static RecipeSet Read(PackageLock? packageLock, params (string File, string Text)[] files)
    {
        var sources = files.Select(static f => new RecipeSource($"recipes/{f.File}", Encoding.UTF8.GetBytes(f.Text))).ToLookup(static s => s.File.Contains("/variants/"));
        return RecipeSet.Read([.. sources[false]], [.. sources[true]], packageLock);
    }

    /// <summary>The problems as they are printed.</summary>
    public static string Problems(this RecipeSet set) => string.Join('\n', set.Problems);
}
