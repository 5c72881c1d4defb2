using System.Diagnostics;
using Domar.Core.Install.Answers;
using Domar.Core.Steps;

namespace Domar.Core.Install.FirstBoot;

/// <summary>
/// Plans where the first-boot program goes. On the installed system it is /var/lib/domar/first-boot/script, and beside it an empty file says when it is to run; the unit
/// <c>domar-first-boot-WHEN.service</c> runs it where both are there, and removes that file when the program has succeeded.
/// </summary>
public static class FirstBootPlanner
{
    /// <summary>The folder, below the state's <c>install</c> folder.</summary>
    public const string Folder = "var/lib/domar/first-boot";

    // 0700: it may hold secrets.
    private const int Mode = 0x1C0;

    /// <summary>The steps.</summary>
    /// <param name="program">The program.</param>
    /// <param name="ordering">When it is to run.</param>
    /// <param name="installFolder">Where the new state's <c>install</c> folder is while installing, such as <c>/run/domar-install/state/install</c>.</param>
    public static IReadOnlyList<Step> Plan(FirstBootFile program, FirstBootOrdering ordering, string installFolder)
    {
        var folder = $"{installFolder}/{Folder}";
        return
        [
            new MakeFolder(folder) { Text = "Make the folder of the first-boot program", Mode = Mode },
            new CopyFile(program.Path, $"{folder}/script") { Text = "Copy the first-boot program", SizeBytes = program.SizeBytes },
            new RunCommand("chmod", ["0700", $"{folder}/script"]) { Text = "Make the first-boot program executable" },
            new WriteFile($"{folder}/pending-{Name(ordering)}", "") { Text = $"Note when the first-boot program runs: {Name(ordering)}" },
        ];
    }

    /// <summary>The word of answer files and units.</summary>
    public static string Name(FirstBootOrdering ordering) => ordering switch
    {
        FirstBootOrdering.BeforeNetwork => "before-network",
        FirstBootOrdering.NetworkOnline => "network-online",
        FirstBootOrdering.FullyUp => "fully-up",
        _ => throw new UnreachableException(),
    };
}
