using Domar.Core.Lxc;
using Domar.Core.Primitives;

namespace Domar.Core.Tests.Lxc;

/// <summary>
/// Whole configurations for LXC: golden/NAME.conf and golden/NAME.lxc. The environment variable DOMAR_GOLDEN=write writes them anew, to be read in
/// the diff.
/// </summary>
[TestClass]
public sealed class LxcGoldenTests
{
    public static IEnumerable<object[]> Names() => Directory.EnumerateFiles(Folder(), "*.conf").Order(StringComparer.Ordinal).Select(f => new object[] { Path.GetFileNameWithoutExtension(f) });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Plan_OfGoldenConfig_IsTheGoldenText(string name)
    {
        var plan = Plan(name);
        var text = $"$ {string.Join(' ', [plan.Program, .. plan.Arguments.Select(ShellWord.Quote)])}\n"
            + string.Concat(plan.Folders.Select(static f => $"folder {f.Path} {Convert.ToString(f.Mode, 8)}\n"))
            + string.Concat(plan.Files.Select(static f => $"\nfile {f.Path} {Convert.ToString(f.Mode, 8)}\n{f.Content}"))
            + string.Concat(plan.Warnings.Select(static w => $"\nwarning {w}\n"));
        var file = Path.Combine(Folder(), name + ".lxc");
        if (Environment.GetEnvironmentVariable("DOMAR_GOLDEN") == "write")
        {
            File.WriteAllText(file, text);
        }

        Assert.AreEqual(File.ReadAllText(file), text);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Plan_WritesTheConfigThatItShows_AndNothingOutsideTheGuestsFolder(string name)
    {
        var plan = Plan(name);
        Assert.AreEqual(plan.ConfigText, plan.Files.Single(static f => f.Path.EndsWith("/config", StringComparison.Ordinal)).Content);
        Assert.IsTrue(plan.Files.All(static f => f.Path.StartsWith("/run/domar/lxc/100/", StringComparison.Ordinal)));
        Assert.IsTrue(plan.Folders.All(static f => f.Path == "/run/domar/lxc/100" || f.Path.StartsWith("/run/domar/lxc/100/", StringComparison.Ordinal)));
    }

    private static LxcLaunchPlan Plan(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder(), name + ".conf"));
        var host = LxcFixture.Host with
        {
            HasAppArmor = text.Contains("# host with AppArmor", StringComparison.Ordinal),
            CgroupVersion = text.Contains("# host with cgroup v1", StringComparison.Ordinal) ? 1 : 2,
        };
        return LxcFixture.Plan(text, host);
    }

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "Core.Tests", "Lxc", "golden");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException("tests/Core.Tests/Lxc/golden is not above the test's binary");
    }
}
