using System.Globalization;
using System.Text;
using Domar.Image.Builder.Locks;
using Domar.Image.Builder.Plans;

namespace Domar.Image.Builder.Sizes;

/// <summary>Sizes for people to read, and the budgets passed. Pure.</summary>
public static class SizeReport
{
    private const int ShownFolders = 20, ShownUnowned = 20;

    /// <summary>The report's text.</summary>
    /// <param name="plan">The image's plan.</param>
    /// <param name="sizes">The tree.</param>
    /// <param name="packageLock">The pinned packages, for versions and packed sizes.</param>
    /// <param name="rootImageBytes">Size of the packed root image; null where it is not made yet.</param>
    /// <param name="isoBytes">Size of the ISO; null where it is not made yet.</param>
    public static string Format(ImagePlan plan, TreeSizes sizes, PackageLock packageLock, long? rootImageBytes, long? isoBytes)
    {
        var text = new StringBuilder();
        text.Append($"Sizes of variant {plan.Variant}, in MB (10^6 bytes). Files with several names count once.\n\nTotals\n");
        text.Append(Total("root tree", sizes.TotalBytes, plan.RootMegabytes));
        text.Append(Total("root image", rootImageBytes, null));
        text.Append(Total("ISO", isoBytes, plan.IsoMegabytes));

        Section(text, "Folders", sizes.Folders.OrderByDescending(static f => f.Value).ThenBy(static f => f.Key, StringComparer.Ordinal)
            .Take(ShownFolders).Select(static f => $"{Megabytes(f.Value)}  {f.Key}"));

        var budgets = Budgets(plan);
        Section(text, "Recipes (files of their own packages, without those that these depend on)", Recipes(plan, sizes)
            .OrderByDescending(static r => r.SizeBytes).ThenBy(static r => r.Recipe, StringComparer.Ordinal)
            .Select(r => $"{Megabytes(r.SizeBytes)}  {r.Recipe}{(budgets.TryGetValue(r.Recipe, out var budget) ? $" (budget {budget})" : "")}"));

        var pinned = packageLock.Entries.Where(static e => e.Set == PackageLock.ImageSet).ToLookup(static e => e.Package);
        Section(text, "Packages (unpacked, packed, name, version)", sizes.Packages.OrderByDescending(static p => p.Value)
            .ThenBy(static p => p.Key, StringComparer.Ordinal).Select(p => pinned[p.Key].FirstOrDefault() is { } entry
                ? $"{Megabytes(p.Value)} {Megabytes(entry.SizeBytes)}  {p.Key} {entry.Version}"
                : $"{Megabytes(p.Value)}        -  {p.Key} (not in the lock)"));

        Section(text, $"Files of no package: {Megabytes(sizes.Unowned.Sum(static f => f.SizeBytes)).Trim()} in {sizes.Unowned.Count}, the largest", sizes.Unowned
            .OrderByDescending(static f => f.SizeBytes).ThenBy(static f => f.Path, StringComparer.Ordinal).Take(ShownUnowned)
            .Select(static f => $"{Megabytes(f.SizeBytes)}  {f.Path}"));
        return text.ToString();
    }

    /// <summary>A message for each budget that is passed.</summary>
    /// <param name="plan">The image's plan.</param>
    /// <param name="sizes">The tree.</param>
    /// <param name="isoBytes">Size of the ISO; null where it is not made yet.</param>
    /// <param name="report">Where the report is, for the messages.</param>
    public static IReadOnlyList<string> PassedBudgets(ImagePlan plan, TreeSizes sizes, long? isoBytes, string report)
    {
        var passed = new List<string>();
        Check("root-mb", "the root tree", sizes.TotalBytes, plan.RootMegabytes, $"see 'Packages' and 'Files of no package' in {report}");
        Check("iso-mb", "the ISO", isoBytes, plan.IsoMegabytes, $"see 'Totals' and 'Folders' in {report}");
        var recipes = Recipes(plan, sizes).ToDictionary(static r => r.Recipe, static r => r.SizeBytes);
        foreach (var (recipe, budget) in Budgets(plan))
        {
            Check("packages-mb", $"what recipe {recipe} installs", recipes.GetValueOrDefault(recipe), budget, $"see its packages in 'Packages' of {report}");
        }

        return passed;

        void Check(string name, string what, long? bytes, long? budget, string look)
        {
            if (bytes is { } taken && budget is { } limit && taken > limit * 1_000_000)
            {
                passed.Add($"budget {name} of {limit} MB is passed: {what} takes {Megabytes(taken).Trim()} MB, "
                    + $"{Over(taken - (limit * 1_000_000))} too much; {look}, leave something out or raise the budget in the recipe");
            }
        }
    }

    private static IEnumerable<(string Recipe, long SizeBytes)> Recipes(ImagePlan plan, TreeSizes sizes) =>
        plan.RecipePackages.Select(static line => line.Split(' ')).Where(static parts => parts.Length == 2).GroupBy(static parts => parts[0])
            .Select(group => (group.Key, group.Sum(parts => sizes.Packages.GetValueOrDefault(parts[1]))));

    private static SortedDictionary<string, long> Budgets(ImagePlan plan) =>
        new(plan.RecipeBudgets.Select(static line => PlanFolder.ReadBudget(line, "recipe-budgets"))
            .ToDictionary(static b => b.Name, static b => b.Megabytes), StringComparer.Ordinal);

    private static string Total(string name, long? bytes, long? budget) =>
        (bytes is { } measured ? $"{Megabytes(measured)}  {name}" : $"       -  {name} (not measured)") + (budget is null ? "\n" : $" (budget {budget})\n");

    private static void Section(StringBuilder text, string title, IEnumerable<string> lines)
    {
        text.Append($"\n{title}\n");
        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
        }
    }

    // What is too much may be less than the figures' precision.
    private static string Over(long bytes) => bytes < 100_000 ? $"{bytes} bytes" : $"{Megabytes(bytes).Trim()} MB";

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("F1", CultureInfo.InvariantCulture).PadLeft(8);
}
