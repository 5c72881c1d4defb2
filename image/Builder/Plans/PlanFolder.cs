using System.Globalization;

namespace Domar.Image.Builder.Plans;

/// <summary>A plan as a folder of flat files, which shell scripts read line by line. Every file is there, also an empty one.</summary>
public static class PlanFolder
{
    /// <summary>The plan's files and their lines.</summary>
    public static IReadOnlyList<(string File, IReadOnlyList<string> Lines)> Format(ImagePlan plan)
    {
        var budget = new List<string>();
        if (plan.IsoMegabytes is { } iso)
        {
            budget.Add($"iso-mb {iso}");
        }

        if (plan.RootMegabytes is { } root)
        {
            budget.Add($"root-mb {root}");
        }

        return
        [
            ("variant", [plan.Variant]),
            ("description", [plan.Description]),
            ("packages", plan.Packages),
            ("remove", plan.Remove),
            ("keep", plan.Keep),
            ("modules", plan.Modules),
            ("initramfs-modules", plan.InitramfsModules),
            ("firmware", plan.Firmware),
            ("enable", plan.Enable),
            ("disable", plan.Disable),
            ("mask", plan.Mask),
            ("budget", budget),
            ("recipe-packages", plan.RecipePackages),
            ("recipe-budgets", plan.RecipeBudgets),
        ];
    }

    /// <summary>Writes a plan; the folder is made, and files of an earlier plan are replaced.</summary>
    public static void Write(ImagePlan plan, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (file, lines) in Format(plan))
        {
            File.WriteAllText(Path.Combine(folder, file), string.Concat(lines.Select(static line => line + "\n")));
        }
    }

    /// <summary>Reads a plan that <see cref="Write"/> wrote.</summary>
    /// <exception cref="BuildException">A file is missing or malformed.</exception>
    public static ImagePlan Read(string folder)
    {
        var budget = Lines("budget").ToDictionary(static line => line.Split(' ')[0], static line => line);
        return new ImagePlan
        {
            Variant = Lines("variant").FirstOrDefault() ?? throw new BuildException($"'{folder}/variant' is empty; make the plan anew with 'domar-image plan'"),
            Description = Lines("description").FirstOrDefault() ?? "",
            Packages = Lines("packages"),
            Remove = Lines("remove"),
            Keep = Lines("keep"),
            Modules = Lines("modules"),
            InitramfsModules = Lines("initramfs-modules"),
            Firmware = Lines("firmware"),
            Enable = Lines("enable"),
            Disable = Lines("disable"),
            Mask = Lines("mask"),
            RootMegabytes = Number(budget.GetValueOrDefault("root-mb"), "budget"),
            IsoMegabytes = Number(budget.GetValueOrDefault("iso-mb"), "budget"),
            RecipePackages = Lines("recipe-packages"),
            RecipeBudgets = Lines("recipe-budgets"),
        };

        string[] Lines(string file)
        {
            var path = Path.Combine(folder, file);
            return File.Exists(path) ? File.ReadAllLines(path) : throw new BuildException($"'{path}' is missing; make the plan with 'domar-image plan'");
        }

        long? Number(string? line, string file) => line is null ? null : ReadBudget(line, Path.Combine(folder, file)).Megabytes;
    }

    /// <summary>Reads a line <c>NAME MB</c>.</summary>
    /// <exception cref="BuildException">It is none.</exception>
    public static (string Name, long Megabytes) ReadBudget(string line, string file) =>
        line.Split(' ') is [var name, var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes)
            ? (name, megabytes)
            : throw new BuildException($"'{file}' has the line '{line}', which is not 'NAME MB'; make the plan anew with 'domar-image plan'");
}
