using System.Text.Json;
using Domar.Image.Builder.Cli;
using Domar.Image.Builder.Tests.Recipes;
using Domar.Image.Builder.Tests.Sbom;
using Domar.Image.Builder.Tests.Sizes;
using Domar.Image.Builder.Tests.Trees;
using Domar.TestKit;

namespace Domar.Image.Builder.Tests.Cli;

/// <summary>The program as scripts call it: words in, files, texts and an exit status out.</summary>
[TestClass]
public sealed class CommandLineTests
{
    private static readonly string Hash = new('a', 64);

    [TestMethod]
    [DataRow("", "domar-image: a command is missing")]
    [DataRow("chck", "domar-image: unknown command 'chck'")]
    [DataRow("check --nonsense", "domar-image check: unknown option '--nonsense'")]
    [DataRow("check word", "domar-image check: 'word' is not expected")]
    [DataRow("check --recipes", "domar-image check: option '--recipes' needs a value")]
    [DataRow("plan --variant a", "domar-image plan: option '--output' is missing")]
    [DataRow("plan --variant a --variant=b --output o", "domar-image plan: option '--variant' is given more than once")]
    [DataRow("lock --output f", "domar-image lock: no SET=URISFILE is given")]
    [DataRow("lock --output f image", "domar-image lock: 'image' is not SET=URISFILE")]
    [DataRow("trim --plan p", "domar-image trim: option '--root' is missing")]
    [DataRow("sizes --plan p --lock l", "domar-image sizes: option '--root' is missing")]
    [DataRow("sbom --lock l --root r --version v --variant n --output o --nuget x --timestamp soon",
        "domar-image sbom: --timestamp must be whole seconds since 1970, as SOURCE_DATE_EPOCH is")]
    [DataRow("sbom --lock l --root r --version v --variant n --output o --timestamp 1", "domar-image sbom: option '--nuget' is missing")]
    public void WrongWords_AreAUsageError(string words, string expected)
    {
        var (status, output, error) = Run(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.AreEqual(2, status);
        Assert.AreEqual("", output);
        Assert.AreEqual(expected, error.Split('\n')[0]);
    }

    [TestMethod]
    [DataRow("--help")]
    [DataRow("check --help")]
    [DataRow("plan --help")]
    [DataRow("lock --help")]
    [DataRow("trim --help")]
    [DataRow("sizes --help")]
    [DataRow("sbom --help")]
    public void Help_IsPrinted_WithoutFurtherWords(string words)
    {
        var (status, output, error) = Run(words.Split(' '));
        Assert.AreEqual(0, status);
        Assert.AreEqual("", error);
        Assert.Contains($"domar-image {(words == "--help" ? "check" : words.Split(' ')[0])} ", output);
    }

    [TestMethod]
    public void Check_OfAGoodFolder_SaysSoInOneLine()
    {
        using var folder = GoodFolder();
        Assert.AreEqual((0, "recipes: 4 recipes, 3 variants, 3 packages: in order\n", ""), Run("check", "--recipes", folder.Path));
    }

    [TestMethod]
    public void Check_PrintsEveryProblem_AndFails()
    {
        using var folder = GoodFolder();
        File.WriteAllText(folder["20-bad.toml"], "description = 1\npackages = [\"lvm2\"]\n");
        File.WriteAllText(folder["variants/bad.toml"], "");
        var path = folder.Path;
        Assert.AreEqual((1, "",
            $"{path}/20-bad.toml:1:15: description must be a text in quotes, not a number\n"
            + $"{path}/30-storage.toml:2:31: package 'lvm2' is also in {path}/20-bad.toml:2; name it once\n"
            + $"{path}/variants/bad.toml:1:1: the file is empty; write at least a description, or remove the file\n"), Run("check", "--recipes", path + "/"));
    }

    [TestMethod]
    public void Check_ComparesWithTheLock_AndPlanDoesUnlessTold()
    {
        using var folder = GoodFolder();
        File.WriteAllText(folder["packages.lock"], string.Concat(new[] { "lvm2", "systemd" }.Select(static p => $"image\t{p}\t1\tamd64\t1\t{Hash}\tdebian\tpool/{p}.deb\n")));
        var problem = $"{folder.Path}/30-storage.toml:2:13: package 'zfsutils-linux' is not in {folder.Path}/packages.lock; run 'make update-packages'\n";
        Assert.AreEqual((1, "", problem), Run("check", "--recipes", folder.Path));
        Assert.AreEqual((1, "", problem), Run("plan", "--recipes", folder.Path, "--variant", "default", "--output", folder["plan"]));
        Assert.IsFalse(Directory.Exists(folder["plan"]));
        Assert.AreEqual((0, "", ""), Run("plan", "--recipes", folder.Path, "--variant", "default", "--output", folder["plan"], "--without-lock"));
        Assert.IsTrue(File.Exists(folder["plan/packages"]));
    }

    [TestMethod]
    public void Folder_MissingOrWithoutRecipes_IsAnError()
    {
        using var folder = new TempFolder();
        Assert.AreEqual(
            (1, "", $"domar-image check: there is no folder '{folder["no"]}'; name the folder of recipes with --recipes\n"), Run("check", "--recipes", folder["no"]));
        File.WriteAllText(folder["README.md"], "x");
        Assert.AreEqual(
            (1, "", $"domar-image check: there is no recipe (NN-name.toml) in '{folder.Path}'; name the folder of recipes with --recipes\n"), Run("check", "--recipes", folder.Path));
    }

    [TestMethod]
    public void Plan_OfAnUnknownVariant_NamesThoseThereAre()
    {
        using var folder = GoodFolder();
        Assert.AreEqual(
            (1, "", "domar-image plan: there is no variant 'big'; there are: default, small, storage\n"),
            Run("plan", "--recipes", folder.Path, "--variant", "big", "--output", folder["plan"]));
    }

    [TestMethod]
    public void Lock_IsWrittenFromSeveralLists()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["image"], $"'http://h.example/debian/pool/bb_1_all.deb' bb_1_all.deb 1000000 SHA256:{Hash}\n");
        File.WriteAllText(folder["build"], $"'http://h.example/debian/pool/aa_1_all.deb' aa_1_all.deb 500000 SHA256:{Hash}\n");
        Assert.AreEqual(
            (0, $"{folder["packages.lock"]}: 2 packages, 1.5 MB to download\n", ""),
            Run("lock", "--output", folder["packages.lock"], $"image={folder["image"]}", $"build={folder["build"]}"));
        Assert.EndsWith($"build\taa\t1\tall\t500000\t{Hash}\tdebian\tpool/aa_1_all.deb\nimage\tbb\t1\tall\t1000000\t{Hash}\tdebian\tpool/bb_1_all.deb\n", File.ReadAllText(folder["packages.lock"]));
        Assert.AreEqual(1, Run("lock", "--output", folder["packages.lock"], $"image={folder["absent"]}").Status);
    }

    [TestMethod]
    public void Trim_OfATree_SaysWhatItLeftOut_AndWarns()
    {
        using var folder = GoodFolder();
        using var tree = new TestTree().File("/usr/share/man/x", 2_000_000).File("/usr/share/doc/a/copyright").File("/usr/bin/ls");
        Run("plan", "--recipes", folder.Path, "--variant", "small", "--output", folder["plan"]);
        File.WriteAllText(folder["plan/modules"], "");
        Assert.AreEqual(
            (0, "left out 2.0 MB: 2.0 by recipes, 0.0 of kernel modules, 0.0 of firmware\n", ""), Run("trim", "--plan", folder["plan"], "--root", tree.Root));
        // A second time there is nothing left to remove, which is no failure.
        var (status, output, error) = Run("trim", "--plan", folder["plan"], "--root", tree.Root);
        Assert.AreEqual((0, "left out 0.0 MB: 0.0 by recipes, 0.0 of kernel modules, 0.0 of firmware\n"), (status, output));
        Assert.Contains("domar-image trim: warning: remove '/usr/share/man/**' matches nothing in the tree\n", error);
    }

    [TestMethod]
    public void Sizes_WritesTheReport_AlsoWhenABudgetIsPassed()
    {
        using var folder = GoodFolder();
        using var tree = SizeReportTests.SampleTree();
        Run("plan", "--recipes", folder.Path, "--variant", "default", "--output", folder["plan"]);
        File.WriteAllText(folder["lock"], "# nothing\n");
        File.WriteAllBytes(folder["iso"], new byte[1_000_001]);
        string[] words = ["sizes", "--plan", folder["plan"], "--lock", folder["lock"], "--root", tree.Root, "--iso", folder["iso"], "--output", folder["sizes.txt"]];
        Assert.AreEqual((0, "", ""), Run(words));
        Assert.Contains("     1.0  ISO (budget 300)\n", File.ReadAllText(folder["sizes.txt"]));

        File.Delete(folder["sizes.txt"]);
        File.WriteAllText(folder["plan/budget"], "iso-mb 1\nroot-mb 3\n");
        var (status, _, error) = Run(words);
        Assert.AreEqual(1, status);
        Assert.StartsWith("domar-image sizes: budget root-mb of 3 MB is passed: the root tree takes 3.7 MB, 0.7 MB too much; ", error);
        Assert.Contains("\ndomar-image sizes: budget iso-mb of 1 MB is passed: the ISO takes 1.0 MB, 1 bytes too much; ", error);
        Assert.IsTrue(File.Exists(folder["sizes.txt"]));
    }

    [TestMethod]
    public void Sbom_ReadsTheTree()
    {
        using var folder = new TempFolder();
        using var tree = new TestTree().File("/var/lib/dpkg/status", SbomParserTests.Status)
            .File("/usr/share/doc/zlib1g/copyright", "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: Zlib\n")
            .Link("/usr/share/doc/bash", "zlib1g");
        File.WriteAllText(folder["lock"], $"image\tbash\t5.2-1\tamd64\t1\t{Hash}\tdebian\tpool/b.deb\n");
        File.WriteAllText(folder["nuget"], SbomParserTests.NuGetLock);
        string[] words = ["sbom", "--lock", folder["lock"], "--root", tree.Root, "--version", "1.2.3", "--variant", "default", "--nuget", folder["nuget"], "--nuget", folder["nuget"],
            "--timestamp", "1700000000", "--output"];
        Assert.AreEqual((0, "", ""), Run([.. words, folder["one"]]));
        Assert.AreEqual((0, "", ""), Run([.. words, folder["two"]]));
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["one"]), File.ReadAllBytes(folder["two"]));
        using var document = JsonDocument.Parse(File.ReadAllBytes(folder["one"]));
        CollectionAssert.AreEqual(
            new[] { "bash Zlib", "libstdc++6 NOASSERTION", "zlib1g Zlib" },
            document.RootElement.GetProperty("packages").EnumerateArray().Where(static p => p.GetProperty("SPDXID").GetString()!.StartsWith("SPDXRef-deb-", StringComparison.Ordinal))
                .Select(static p => $"{p.GetProperty("name")} {p.GetProperty("licenseDeclared")}").ToArray());
    }

    private static TempFolder GoodFolder()
    {
        var folder = new TempFolder();
        Directory.CreateDirectory(folder["variants"]);
        foreach (var (file, text) in RecipeSelectorTests.GoodSet)
        {
            File.WriteAllText(folder[file], text);
        }

        return folder;
    }

    private static (int Status, string Output, string Error) Run(params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var status = CommandLine.Run(words, output, error);
        return (status, output.ToString(), error.ToString());
    }
}
