using System.Globalization;
using Domar.Image.Builder.Locks;
using Domar.Image.Builder.Plans;
using Domar.Image.Builder.Sbom;
using Domar.Image.Builder.Sizes;
using Domar.Image.Builder.Trees;

namespace Domar.Image.Builder.Cli;

/// <summary>The commands that work on a root tree.</summary>
internal static class TreeCommands
{
    /// <summary>trim.</summary>
    public static readonly Command Trim = new(
        "trim", "--plan DIR --root DIR", "Leaves out of a root tree what the plan says: paths, kernel modules, firmware. Run depmod afterwards.",
        ["--plan", "--root"], [], RunTrim);

    /// <summary>sizes.</summary>
    public static readonly Command Sizes = new(
        "sizes", "--plan DIR --lock FILE --root DIR [--root-image FILE] [--iso FILE] --output FILE",
        "Writes what takes how much; fails when a budget is passed.", ["--plan", "--lock", "--root", "--root-image", "--iso", "--output"], [], RunSizes);

    /// <summary>sbom.</summary>
    public static readonly Command Sbom = new(
        "sbom", "--lock FILE --root DIR --version V --variant NAME --nuget FILE [--nuget FILE ...] --timestamp UNIXSECONDS --output FILE",
        "Writes the list of the image's parts as SPDX 2.3 JSON; --nuget takes packages.lock.json files.",
        ["--lock", "--root", "--version", "--variant", "--nuget", "--timestamp", "--output"], [], RunSbom);

    private static int RunTrim(CommandArguments arguments, TextWriter output, TextWriter error)
    {
        RecipeCommands.NoWords(arguments);
        var plan = arguments.Required("--plan");
        var root = arguments.Required("--root");
        var result = TreeTrimmer.Trim(new TreeFolder(root), PlanFolder.Read(plan));
        foreach (var warning in result.Warnings)
        {
            error.WriteLine($"domar-image trim: warning: {warning}");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"left out {result.FreedBytes.Values.Sum() / 1e6:F1} MB: {result.FreedBytes[TrimReason.Recipe] / 1e6:F1} by recipes, "
            + $"{result.FreedBytes[TrimReason.Module] / 1e6:F1} of kernel modules, {result.FreedBytes[TrimReason.Firmware] / 1e6:F1} of firmware"));
        return 0;
    }

    private static int RunSizes(CommandArguments arguments, TextWriter output, TextWriter error)
    {
        RecipeCommands.NoWords(arguments);
        var planFolder = arguments.Required("--plan");
        var lockFile = arguments.Required("--lock");
        var root = arguments.Required("--root");
        var report = arguments.Required("--output");
        var rootImageBytes = Length(arguments.Optional("--root-image"));
        var isoBytes = Length(arguments.Optional("--iso"));

        var plan = PlanFolder.Read(planFolder);
        var packageLock = PackageLock.Parse(File.ReadAllText(lockFile), lockFile);
        var tree = new TreeFolder(root);
        var sizes = SizeMeasurer.Measure(tree.List(), PackageFiles.Read(tree));
        File.WriteAllText(report, SizeReport.Format(plan, sizes, packageLock, rootImageBytes, isoBytes));
        var passed = SizeReport.PassedBudgets(plan, sizes, isoBytes, report);
        return passed.Count == 0 ? 0 : throw new BuildException(string.Join('\n', passed));
    }

    private static int RunSbom(CommandArguments arguments, TextWriter output, TextWriter error)
    {
        RecipeCommands.NoWords(arguments);
        var lockFile = arguments.Required("--lock");
        var root = arguments.Required("--root");
        var version = arguments.Required("--version");
        var variant = arguments.Required("--variant");
        var file = arguments.Required("--output");
        // 253402300799 is the end of the year 9999, where DateTimeOffset ends too.
        if (!long.TryParse(arguments.Required("--timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253402300799)
        {
            throw new UsageException("--timestamp must be whole seconds since 1970, as SOURCE_DATE_EPOCH is");
        }

        var nuget = arguments.All("--nuget");
        if (nuget.Count == 0)
        {
            throw new UsageException("option '--nuget' is missing");
        }

        var tree = new TreeFolder(root);
        var packages = DpkgStatusParser.Parse(
            tree.ReadText("/var/lib/dpkg/status") ?? throw new BuildException($"'{root}' has no /var/lib/dpkg/status; name a tree in which dpkg installed"));
        var content = new SbomContent
        {
            Version = version,
            Variant = variant,
            Created = DateTimeOffset.FromUnixTimeSeconds(seconds),
            Packages = packages,
            Licenses = packages.Select(static p => p.Name).Distinct()
                .ToDictionary(static name => name, name => CopyrightLicenses.Declared(tree.ReadText($"/usr/share/doc/{name}/copyright"))),
            Lock = PackageLock.Parse(File.ReadAllText(lockFile), lockFile),
            NuGet = NuGetLockParser.Parse(nuget.Select(static path => (path, File.ReadAllText(path)))),
        };
        File.WriteAllBytes(file, SpdxWriter.Write(content));
        return 0;
    }

    private static long? Length(string? file) =>
        file is null ? null : File.Exists(file) ? new FileInfo(file).Length : throw new BuildException($"there is no file '{file}'");
}
