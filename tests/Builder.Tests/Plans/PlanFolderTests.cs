using Domar.Image.Builder.Plans;
using Domar.Image.Builder.Recipes;
using Domar.Image.Builder.Tests.Recipes;
using Domar.TestKit;

namespace Domar.Image.Builder.Tests.Plans;

/// <summary>Plans on disk.</summary>
[TestClass]
public sealed class PlanFolderTests
{
    [TestMethod]
    [DataRow("default")]
    [DataRow("small")]
    [DataRow("storage")]
    public void Plan_WrittenAndRead_IsTheSame(string variant)
    {
        using var folder = new TempFolder();
        var plan = RecipeSelector.Select(Sample.Read(RecipeSelectorTests.GoodSet), variant);
        PlanFolder.Write(plan, folder["plan"]);
        Assert.AreEqual(Text(plan), Text(PlanFolder.Read(folder["plan"])));
    }

    [TestMethod]
    public void Files_HaveALinePerItem_AndReplaceThoseOfAnEarlierPlan()
    {
        using var folder = new TempFolder();
        PlanFolder.Write(RecipeSelector.Select(Sample.Read(RecipeSelectorTests.GoodSet), "default"), folder["plan"]);
        Assert.AreEqual("lvm2\nsystemd\nzfsutils-linux\n", File.ReadAllText(folder["plan/packages"]));
        Assert.AreEqual("iso-mb 300\nroot-mb 700\n", File.ReadAllText(folder["plan/budget"]));
        PlanFolder.Write(RecipeSelector.Select(Sample.Read(RecipeSelectorTests.GoodSet), "storage"), folder["plan"]);
        Assert.AreEqual("lvm2\nzfsutils-linux\n", File.ReadAllText(folder["plan/packages"]));
        Assert.AreEqual("", File.ReadAllText(folder["plan/budget"]));
        Assert.HasCount(14, Directory.GetFiles(folder["plan"]));
    }

    [TestMethod]
    public void Plan_WithoutAFile_OrMalformed_IsAnError()
    {
        using var folder = new TempFolder();
        PlanFolder.Write(new ImagePlan { Variant = "v", Description = "d" }, folder.Path);
        File.WriteAllText(folder["budget"], "root-mb many\n");
        Assert.AreEqual(
            $"'{folder["budget"]}' has the line 'root-mb many', which is not 'NAME MB'; make the plan anew with 'domar-image plan'",
            Assert.ThrowsExactly<BuildException>(() => PlanFolder.Read(folder.Path)).Message);
        File.Delete(folder["budget"]);
        Assert.AreEqual(
            $"'{folder["budget"]}' is missing; make the plan with 'domar-image plan'", Assert.ThrowsExactly<BuildException>(() => PlanFolder.Read(folder.Path)).Message);
    }

    private static string Text(ImagePlan plan) => string.Join('\n', PlanFolder.Format(plan).Select(static f => $"{f.File}: {string.Join(',', f.Lines)}"));
}
