using System.Text;
using Domar.Core.Api;
using Domar.Core.Primitives;

namespace Domar.Core.Tests.Api;

/// <summary>docs/api.md lists every method that is built, and only those. DOMAR_UPDATE_DOCS=1 writes it anew.</summary>
[TestClass]
public sealed class ApiPageTests
{
    private const string Start = "<!-- methods: made by ApiPageTests -->\n";
    private const string End = "<!-- end of methods -->\n";

    [TestMethod]
    public void Page_ListsTheMethodsBuilt()
    {
        var path = FindPage();
        var page = File.ReadAllText(path);
        var start = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        var end = page.IndexOf(End, StringComparison.Ordinal);
        var wanted = page[..start] + Write() + page[end..];
        if (Environment.GetEnvironmentVariable("DOMAR_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, wanted);
        }
        else
        {
            Assert.AreEqual(wanted, page, "docs/api.md is out of date: run this test with DOMAR_UPDATE_DOCS=1.");
        }
    }

    private static string Write()
    {
        var text = new StringBuilder();
        foreach (var method in ApiMethods.All)
        {
            text.Append($"\n### `{method.Name}`\n{method.Summary}");
            text.Append(method.IsTask ? " Answers with a task's id (UPID)." : "");
            text.Append(method.IsOwn ? " **Domar's own.**\n" : "\n");
            var shown = method.Parameters.Where(parameter => parameter.Name != "node" && !parameter.IsNotBuilt).ToList();
            var notBuilt = method.Parameters.Where(parameter => parameter.IsNotBuilt).Select(parameter => $"`{parameter.Name}`").ToList();
            if (shown.Count > 0 || method.ConfigKeys is not null)
            {
                text.Append('\n');
            }

            foreach (var parameter in shown)
            {
                text.Append($"- `{parameter.Name}` {Describe(parameter)}: {parameter.Summary}\n");
            }

            if (method.ConfigKeys is { } kind)
            {
                text.Append(kind is GuestKind.Lxc
                    ? "- every key of a container's config, by its own name (`memory`, `net0`, `rootfs`, ...)\n"
                    : "- every key of a VM's config, by its own name (`memory`, `net0`, `scsi0`, ...)\n");
            }

            if (notBuilt.Count > 0)
            {
                text.Append($"\nKnown, but not built yet: {string.Join(", ", notBuilt)}.\n");
            }
        }

        return text.Append('\n').ToString();
    }

    private static string Describe(ApiParameter parameter)
    {
        var words = new List<string> { parameter.AllowedValues is { } values ? string.Join(" | ", values) : parameter.Type.ToString().ToLowerInvariant() };
        if (parameter.Minimum is not null || parameter.Maximum is not null)
        {
            words.Add($"{parameter.Minimum} to {parameter.Maximum?.ToString() ?? "any"}");
        }

        if (parameter.Pattern is not null)
        {
            words.Add($"`{parameter.Pattern}`");
        }

        if (parameter.Optional)
        {
            words.Add(parameter.Default is { } value ? $"default {value}" : "optional");
        }

        return $"({string.Join(", ", words)})";
    }

    private static string FindPage()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Appliance.sln")))
            {
                return Path.Combine(folder.FullName, "docs", "api.md");
            }
        }

        throw new AssertFailedException("The repository's root (Appliance.sln) is not above the test's folder.");
    }
}
