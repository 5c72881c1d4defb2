namespace Domar.Image.Builder.Tests;

/// <summary>The recipes of this repository.</summary>
[TestClass]
public sealed class ProjectRecipesTests
{
    [TestMethod]
    public void ProjectRecipes_AreValid()
    {
        var set = RecipeFolder.Load(Path.Combine(FindRoot(), "recipes"), withLock: true);
        Assert.AreEqual("", string.Join('\n', set.Problems));
        Assert.IsNotEmpty(set.Recipes);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Appliance.sln")))
            {
                return folder.FullName;
            }
        }

        throw new AssertFailedException("The repository's root (Appliance.sln) is not above the test's folder.");
    }
}
