using Domar.Core.Qemu;

namespace Domar.Core.Tests.Qemu;

/// <summary>
/// Plans for stock QEMU, argument by argument: golden/NAME.conf and golden/NAME.argv. A change of a plan is a change of hardware that guests see: it must
/// be meant. The environment variable DOMAR_GOLDEN=write writes the plans anew, to be read in the diff.
/// </summary>
[TestClass]
public sealed class GoldenPlanTests
{
    public static IEnumerable<object[]> Names() => Directory.EnumerateFiles(Folder(), "*.conf").Order(StringComparer.Ordinal).Select(f => new object[] { Path.GetFileNameWithoutExtension(f) });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Plan_OfGoldenConfig_IsTheGoldenCommandLine(string name)
    {
        var plan = Plan(name);
        var text = string.Concat(Lines([plan.Program, .. plan.Arguments]));
        var file = Path.Combine(Folder(), name + ".argv");
        if (Environment.GetEnvironmentVariable("DOMAR_GOLDEN") == "write")
        {
            File.WriteAllText(file, text);
        }

        Assert.AreEqual(File.ReadAllText(file), text);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Plan_ForStockQemu_HasNothingOfProxmoxBuild(string name)
    {
        var arguments = Plan(name).Arguments;
        CollectionAssert.DoesNotContain(arguments.ToList(), "-id");
        CollectionAssert.DoesNotContain(arguments.ToList(), "-drive");
        CollectionAssert.DoesNotContain(arguments.ToList(), "-daemonize");
        CollectionAssert.DoesNotContain(arguments.ToList(), "-readconfig");
        Assert.DoesNotContain("pve", string.Join(' ', arguments).Replace("/dev/pve/", "", StringComparison.Ordinal));
        Assert.DoesNotContain("host_tunnel", string.Join(' ', arguments));
    }

    private static QemuLaunchPlan Plan(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder(), name + ".conf"));
        var host = PlanFixture.StockHost(name[(name.LastIndexOf('-') + 1)..]);
        if (text.StartsWith("# KVM", StringComparison.Ordinal))
        {
            host = host with { Accelerator = Accelerator.Kvm, NetworkMode = NetworkMode.Tap, HasVhostNet = true };
        }

        return PlanFixture.Plan(text, host, "/srv/vm");
    }

    // An option and its value share a line.
    private static IEnumerable<string> Lines(IEnumerable<string> arguments)
    {
        foreach (var (index, argument) in arguments.Index())
        {
            yield return index == 0 ? argument : argument.StartsWith('-') ? $"\n{argument}" : $" {argument}";
        }

        yield return "\n";
    }

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "Core.Tests", "Qemu", "golden");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException("tests/Core.Tests/Qemu/golden is not above the test's binary");
    }
}
