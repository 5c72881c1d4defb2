using System.Text;
using Domar.Image.Builder.Locks;
using Domar.Image.Builder.Recipes;

namespace Domar.Image.Builder.Tests.Recipes;

/// <summary>Every mistake is told with its place, what is wrong and what to do.</summary>
[TestClass]
public sealed class RecipeProblemTests
{
    private const string Described = "description = \"d\"\n";
    private const string AllKeys = "budget.iso-mb, budget.packages-mb, budget.root-mb, description, firmware, initramfs-modules, keep, modules, packages, remove, "
        + "target, units.disable, units.enable, units.mask";

    private const string Suffixes = ".service, .socket, .device, .mount, .automount, .swap, .target, .path, .timer, .slice or .scope";

    /// <summary>Text of recipes/10-a.toml, and what is printed.</summary>
    public static IEnumerable<string[]> InOneRecipe =>
    [
        ["", "1:1: the file is empty; write at least a description, or remove the file"],
        ["# nothing\n", "1:1: description is missing; say in one line what this is for"],
        ["packages = []\n", "1:1: description is missing; say in one line what this is for"],
        ["description = \"\"\n", "1:15: description must be one line that is not empty"],
        ["description = \" \"\n", "1:15: description must be one line that is not empty"],
        ["description = \"a\\nb\"\n", "1:15: description must be one line that is not empty"],
        ["description = 3\n", "1:15: description must be a text in quotes, not a number"],
        ["description = [\"d\"]\n", "1:15: description must be a text in quotes, not a list"],
        ["description = true\n", "1:15: description must be a text in quotes, not true or false"],
        ["description = 1.5\n", "1:15: description must be a text in quotes, not a number with a fraction"],
        ["description = 2026-01-01\n", "1:15: description must be a text in quotes, not a date or time"],

        // TOML itself: one message a line.
        [Described + "packages = [\"a1\"\nx = 1\n", "3:1: not TOML: Unexpected token `x` (token: `Invalid`). Expecting a closing `]` for an array"],
        [Described + "packages =\n", "2:11: not TOML: Unexpected token end-of-line found while expecting a value"],
        ["a = \"x\n", "1:7: not TOML: Invalid newline in a string"],
        ["a = \"\\q\"\n", "1:7: not TOML: Unexpected escape character [q] in string. Only b t n f r e \\ \" xHH u0000-uFFFF U00000000-UFFFFFFFF are allowed"],
        ["a = " + new string('[', 200), "1:1: not TOML: The maximum depth of 64 has been exceeded. Change TomlSerializerOptions.MaxDepth to allow deeper nesting."],
        ["a = \"\"\"\\", "1:1: not TOML, and the parser does not say where; look for a text whose quotes do not end"],
        [Described + "description = \"e\"\n", "2:1: key 'description' is there twice (first in line 1); write its value once"],
        [Described + "units.mask = []\n[units]\nmask = []\n", "4:1: key 'units.mask' is there twice (first in line 2); write its value once"],
        [Described + "[units]\n[units]\n", "3:2: table 'units' is there twice; put its keys under one header"],

        // Unknown keys and tables.
        [Described + "packges = []\n", "2:1: unknown key 'packges'; did you mean 'packages'?"],
        [Described + "enable = []\n", "2:1: unknown key 'enable'; did you mean 'units.enable'?"],
        [Described + "[units]\npackages = []\n", "3:1: unknown key 'units.packages'; did you mean 'packages'?"],
        [Described + "quite-another-thing = []\n", $"2:1: unknown key 'quite-another-thing'; there are: {AllKeys}"],
        [Described + "[unit]\n", "2:2: unknown table 'unit'; did you mean 'units'?"],
        [Described + "[whatever]\nx = 1\n", $"2:2: unknown table 'whatever'; there are: budget, units\n3:1: unknown key 'whatever.x'; there are: {AllKeys}"],
        [Described + "[[units]]\n", "2:3: 'units' is a table; write [units], not [[units]]"],
        [Described + "units = [\"a.service\"]\n", "2:1: 'units' is a table; write [units] and its keys below"],
        [Described + "[packages]\n", "2:2: 'packages' is a key and no table; write packages = ..."],
        [Described + "\"a\\nb\" = 1\n", $"2:1: unknown key 'a\\u000ab'; there are: {AllKeys}"],

        // Types.
        [Described + "packages = \"lvm2\"\n", "2:12: packages must be a list of texts, as in packages = [\"...\"], not a text"],
        [Described + "packages = { a = 1 }\n",
            "2:1: 'packages' is a key and no table; write packages = ...\n2:14: unknown key 'packages.a'; did you mean 'packages'?"],
        [Described + "keep = [\"/a\", 3, [\"/b\"]]\n", "2:15: keep must hold texts only, not a number\n2:18: keep must hold texts only, not a list"],
        [Described + "target = 1\n", "2:10: target must be a text in quotes, not a number"],
        [Described + "target = \"disk\"\n", "2:10: target 'disk' is unknown; write \"both\", \"live\" or \"installed\""],

        // Packages.
        [Described + "packages = [\"a\"]\n", "2:13: 'a' is not a package name: two or more of a-z, 0-9, '+', '-', '.', the first a letter or digit"],
        [Described + "packages = [\"ok1\",\n  \"Lvm2\", \"-ab\", \"a b\", \"\"]\n",
            string.Join('\n', new[] { "3:3: 'Lvm2'", "3:11: '-ab'", "3:18: 'a b'", "3:25: ''" }
                .Select(static p => p + " is not a package name: two or more of a-z, 0-9, '+', '-', '.', the first a letter or digit"))],
        [Described + "packages = [\"lvm2\", \"lvm2\"]\n", "2:21: package 'lvm2' is also in recipes/10-a.toml:2; name it once"],

        // Units.
        [Described + "units.enable = [\"chrony\"]\n", $"2:17: 'chrony' is not a unit name: it must end in {Suffixes}"],
        [Described + "[units]\nmask = [\".service\"]\n", $"3:9: '.service' is not a unit name: it must end in {Suffixes}"],
        [Described + "[units]\ndisable = [\"a b.timer\"]\n", "3:12: 'a b.timer' is not a unit name: at most 255 of letters, digits, ':', '-', '_', '.', '\\' and '@'"],
        [Described + $"units.mask = [\"{new string('a', 247)}.service\", \"{new string('a', 248)}.service\"]\n",
            $"2:274: '{new string('a', 248)}.service' is not a unit name: at most 255 of letters, digits, ':', '-', '_', '.', '\\' and '@'"],
        [Described + "[units]\nenable = [\"a.service\"]\nmask = [\"a.service\"]\n",
            "4:9: unit 'a.service' is masked here and enabled in recipes/10-a.toml:3; decide for one"],
        [Described + "[units]\ndisable = [\"a.service\"]\nenable = [\"a.service\"]\n",
            "3:12: unit 'a.service' is disabled here and enabled in recipes/10-a.toml:4; decide for one"],

        // Patterns.
        [Described + "remove = [\"usr/share/man\"]\n", "2:11: 'usr/share/man' is not an absolute path; begin it with '/'"],
        [Described + "keep = [\"\"]\n", "2:9: '' is not an absolute path; begin it with '/'"],
        [Described + "remove = [\"/usr/../etc\"]\n", "2:11: '/usr/../etc' contains '..'; write the path without"],
        [Described + "keep = [\"/usr/./etc\"]\n", "2:9: '/usr/./etc' contains '.'; write the path without"],
        [Described + "remove = [\"/usr/share/man**\"]\n",
            "2:11: '/usr/share/man**' has '**' beside other characters; '**' stands alone between slashes, '*' goes within a name"],
        [Described + "keep = [\"/a\\nb\"]\n", "2:9: '/a\\u000ab' has a control character in it; patterns are plain text"],
        [Described + "remove = [\"/\"]\n", TooMuch("/", "/etc/passwd")],
        [Described + "remove = [\"/**\"]\n", TooMuch("/**", "/etc/passwd")],
        [Described + "remove = [\"/*\"]\n", TooMuch("/*", "/etc/passwd")],
        [Described + "remove = [\"/etc/**\"]\n", TooMuch("/etc/**", "/etc/passwd")],
        [Described + "remove = [\"/usr\"]\n", TooMuch("/usr", "/usr/bin/sh")],
        [Described + "remove = [\"/usr/**\"]\n", TooMuch("/usr/**", "/usr/bin/sh")],
        [Described + "remove = [\"/usr/lib/*\"]\n", TooMuch("/usr/lib/*", "/usr/lib/os-release")],
        [Described + "remove = [\"/usr/**/*.so.*\"]\n", TooMuch("/usr/**/*.so.*", "/usr/lib/x86_64-linux-gnu/libc.so.6")],
        [Described + "remove = [\"/var/**\"]\n", TooMuch("/var/**", "/var/lib/dpkg/status")],

        // Modules and firmware.
        [Described + "modules = [\"\"]\n", "2:12: a module's name is empty; name a module, or remove it"],
        [Described + "modules = [\"a b\"]\n", "2:12: 'a b' is not a module's name: letters, digits, '-' and '_'"],
        [Described + "modules = [\"loop.ko.xz\"]\n", "2:12: 'loop.ko.xz' names a file; leave out the .ko and what follows"],
        [Described + "modules = [\"drivers/md/dm-mod.ko\"]\n", "2:12: 'drivers/md/dm-mod.ko' names a file; leave out the .ko and what follows"],
        [Described + "modules = [\"kernel/fs/**\"]\n", "2:12: 'kernel/fs/**' is not below kernel/; write the path from there, as in \"drivers/net/**\""],
        [Described + "modules = [\"/fs/**\"]\n", "2:12: '/fs/**' is not below kernel/; write the path from there, as in \"drivers/net/**\""],
        [Described + "modules = [\"fs/../x\"]\n", "2:12: 'fs/../x' contains '..'; write the path without"],
        [Described + "initramfs-modules = [\"fs/*\"]\n", "2:22: 'fs/*' is not a module's name: letters, digits, '-' and '_'"],
        [Described + "initramfs-modules = [\"\"]\n", "2:22: a module's name is empty; name a module, or remove it"],
        [Described + "firmware = [\"\"]\n", "2:13: a firmware pattern is empty; name files below /usr/lib/firmware, or remove it"],
        [Described + "firmware = [\"/usr/lib/firmware/x\"]\n",
            "2:13: '/usr/lib/firmware/x' begins with '/'; write the path below /usr/lib/firmware, as in \"bnx2/**\""],
        [Described + "firmware = [\"../x\"]\n", "2:13: '../x' contains '..'; write the path without"],

        // Budgets.
        [Described + "[budget]\nroot-mb = 0\n", "3:11: budget.root-mb must be a whole number of MB from 1 to 1000000, not 0"],
        [Described + "[budget]\niso-mb = -7\n", "3:10: budget.iso-mb must be a whole number of MB from 1 to 1000000, not -7"],
        [Described + "[budget]\npackages-mb = 1.5\n", "3:15: budget.packages-mb must be a whole number of MB from 1 to 1000000, not a number with a fraction"],
        [Described + "budget = { root-mb = \"7\" }\n", "2:22: budget.root-mb must be a whole number of MB from 1 to 1000000, not a text"],
        [Described + "[budget]\nroot-mb = 9223372036854775807\n", "3:11: budget.root-mb must be a whole number of MB from 1 to 1000000, not 9223372036854775807"],

        // One mistake does not hide another.
        ["target = \"x\"\npackages = [\"A\"]\nnonsense = 1\n",
            "1:1: description is missing; say in one line what this is for\n1:10: target 'x' is unknown; write \"both\", \"live\" or \"installed\"\n"
            + "2:13: 'A' is not a package name: two or more of a-z, 0-9, '+', '-', '.', the first a letter or digit\n"
            + $"3:1: unknown key 'nonsense'; there are: {AllKeys}"],
    ];

    /// <summary>Keys that are about the root image, with a value.</summary>
    public static IEnumerable<string[]> ImageKeys =>
    [
        ["packages", "[\"lvm2\"]"], ["remove", "[\"/a\"]"], ["keep", "[\"/a\"]"], ["modules", "[\"loop\"]"], ["initramfs-modules", "[\"loop\"]"], ["firmware", "[\"a\"]"],
        ["units.disable", "[\"a.service\"]"], ["units.mask", "[]"], ["budget.root-mb", "1"], ["budget.iso-mb", "1"], ["budget.packages-mb", "1"],
    ];

    [TestMethod]
    [DynamicData(nameof(InOneRecipe))]
    public void Recipe_WithAMistake_IsReportedAtItsPlace(string text, string expected)
    {
        var set = Sample.Read(("10-a.toml", text));
        Assert.AreEqual(string.Join('\n', expected.Split('\n').Select(static line => "recipes/10-a.toml:" + line)), set.Problems());
    }

    [TestMethod]
    [DynamicData(nameof(ImageKeys))]
    public void RecipeForOneTarget_WithWhatIsInTheImage_IsRefused(string key, string value)
    {
        foreach (var target in new[] { "live", "installed" })
        {
            var set = Sample.Read(("10-a.toml", $"{Described}target = \"{target}\"\n{key} = {value}\n"));
            Assert.AreEqual(
                $"recipes/10-a.toml:3:1: '{key}' in a recipe with target = \"{target}\": one root image runs live and installed, so only units.enable can differ; "
                + "move it to a recipe for both", set.Problems());
        }

        Assert.AreEqual("", Sample.Read(("10-a.toml", $"{Described}target = \"both\"\n{key} = {value}\n")).Problems());
        Assert.AreEqual("", Sample.Read(("10-a.toml", $"{Described}target = \"live\"\nunits.enable = [\"a.service\"]\n")).Problems());
    }

    [TestMethod]
    [DataRow("storage.toml")]
    [DataRow("1-storage.toml")]
    [DataRow("100-storage.toml")]
    [DataRow("10-Storage.toml")]
    [DataRow("10--storage.toml")]
    [DataRow("10-.toml")]
    [DataRow("10_storage.toml")]
    [DataRow("10-storage.old.toml")]
    public void FileName_OffTheGrammar_IsRefused(string file) => Assert.AreEqual(
        $"recipes/{file}:1:1: '{file}' is not a recipe's name; call it NN-name.toml: two digits, '-', and a-z, 0-9 or '-'", Sample.Read((file, Described)).Problems());

    [TestMethod]
    public void BytesThatAreNotUtf8_AreReportedAtTheirPlace()
    {
        byte[] bytes = [.. "description = \"d\"\nkeep = [\"\u00fc"u8, 0xFF, .. "\"]\n"u8];
        var set = RecipeSet.Read([new RecipeSource("recipes/10-a.toml", bytes)], []);
        Assert.AreEqual("recipes/10-a.toml:2:11: byte 0xFF is not UTF-8; save the file as UTF-8", set.Problems());
    }

    [TestMethod]
    public void ByteOrderMark_IsTaken() =>
        Assert.AreEqual("", RecipeSet.Read([new RecipeSource("recipes/10-a.toml", Encoding.UTF8.GetBytes("\uFEFF" + Described))], []).Problems());

    [TestMethod]
    public void OnePackage_InTwoRecipes_NamesTheOtherPlace() => Assert.AreEqual(
        "recipes/20-b.toml:4:13: package 'lvm2' is also in recipes/10-a.toml:2; name it once",
        Sample.Read(("20-b.toml", Described + "packages = [\n  \"thin-provisioning-tools\",\n            \"lvm2\",\n]\n"), ("10-a.toml", Described + "packages = [\"lvm2\"]\n")).Problems());

    [TestMethod]
    public void OneUnit_EnabledAndMaskedInTwoRecipes_NamesTheOtherPlace() => Assert.AreEqual(
        "recipes/10-a.toml:2:15: unit 'a.service' is masked here and enabled in recipes/20-b.toml:3; decide for one",
        Sample.Read(
            ("10-a.toml", Described + "units.mask = [\"a.service\"]\n"), ("20-b.toml", Described + "target = \"live\"\nunits.enable = [\"a.service\"]\n")).Problems());

    [TestMethod]
    public void OneUnit_DisabledForAll_AndWantedByOneTarget_IsRight() => Assert.AreEqual(
        "",
        Sample.Read(
            ("10-a.toml", Described + "units.disable = [\"a.service\"]\n"), ("20-b.toml", Described + "target = \"installed\"\nunits.enable = [\"a.service\"]\n")).Problems());

    [TestMethod]
    [DataRow("root-mb")]
    [DataRow("iso-mb")]
    public void ImageBudget_InTwoRecipes_NamesTheOtherPlace(string key) => Assert.AreEqual(
        $"recipes/20-b.toml:3:{key.Length + 4}: budget.{key} is also set in recipes/10-a.toml:3; there is one image, so set it once",
        Sample.Read(("10-a.toml", $"{Described}[budget]\n{key} = 5\n"), ("20-b.toml", $"{Described}[budget]\n{key} = 6\n")).Problems());

    [TestMethod]
    public void RecipeBudget_InTwoRecipes_IsFine() => Assert.AreEqual(
        "", Sample.Read(("10-a.toml", Described + "budget.packages-mb = 5\n"), ("20-b.toml", Described + "budget.packages-mb = 5\n")).Problems());

    [TestMethod]
    public void Package_OutsideTheLock_IsReportedAtItsPlace()
    {
        var packageLock = new PackageLock(
        [
            new LockEntry("image", "lvm2", "1", "amd64", 1, new string('0', 64), "debian", "pool/l.deb"),
            new LockEntry("build", "mtools", "1", "amd64", 1, new string('0', 64), "debian", "pool/m.deb"),
        ], "recipes/packages.lock");
        Assert.AreEqual(
            "recipes/10-a.toml:2:21: package 'mtools' is not in recipes/packages.lock; run 'make update-packages'",
            Sample.Read(packageLock, ("10-a.toml", Described + "packages = [\"lvm2\", \"mtools\"]\n")).Problems());
    }

    [TestMethod]
    public void Problems_AreSortedByFileAndLine()
    {
        var lines = Enumerable.Range(2, 12).Select(static n => $"nonsense-that-is-long-{n} = 1\n");
        var set = Sample.Read(("20-b.toml", "x = 1\n"), ("10-a.toml", Described + string.Concat(lines)));
        CollectionAssert.AreEqual(
            Enumerable.Range(2, 12).Select(static n => ("recipes/10-a.toml", n)).Append(("recipes/20-b.toml", 1)).Append(("recipes/20-b.toml", 1)).ToArray(),
            set.Problems.Select(static p => (p.At.File, p.At.Line)).ToArray());
    }

    [TestMethod]
    [DataRow("include = [\"3*\"]", "2:12: '3*' matches no recipe; there are: 10-a, 20-b")]
    [DataRow("exclude = [\"10-a\", \"x\"]", "2:20: 'x' matches no recipe; there are: 10-a, 20-b")]
    [DataRow("exclude = [\"*\"]", "1:1: the variant takes no recipe; widen include or narrow exclude")]
    [DataRow("include = []", "1:1: the variant takes no recipe; widen include or narrow exclude")]
    [DataRow("include = [\"10-a.toml\"]", "2:12: '10-a.toml' is not a pattern of recipe names: a-z, 0-9, '-', '*' and '?'")]
    [DataRow("includes = [\"*\"]", "2:1: unknown key 'includes'; did you mean 'include'?")]
    [DataRow("packages = []", "2:1: unknown key 'packages'; there are: budget.iso-mb, budget.root-mb, description, exclude, include")]
    [DataRow("budget.root-mb = true", "2:18: budget.root-mb must be a whole number of MB from 1 to 1000000, not true or false")]
    [DataRow("include = \"*\"", "2:11: include must be a list of texts, as in include = [\"...\"], not a text")]
    public void Variant_WithAMistake_IsReportedAtItsPlace(string line, string expected)
    {
        var set = Sample.Read(("10-a.toml", Described), ("20-b.toml", Described), ("variants/small.toml", Described + line + "\n"));
        Assert.AreEqual("recipes/variants/small.toml:" + expected, set.Problems());
    }

    [TestMethod]
    public void Variant_WithoutDescriptionOrWithABadName_IsReported() => Assert.AreEqual(
        "recipes/variants/Small.toml:1:1: 'Small.toml' is not a variant's name; use a-z, 0-9 and '-' not at its start\n"
        + "recipes/variants/Small.toml:1:1: description is missing; say in one line what this is for",
        Sample.Read(("10-a.toml", Described), ("variants/Small.toml", "include = [\"*\"]\n")).Problems());

    private static string TooMuch(string pattern, string lost) =>
        $"2:11: '{pattern}' takes too much: {lost} would go, and the image cannot do without; name what is to go more closely";
}
