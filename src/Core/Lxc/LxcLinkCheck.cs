using System.Text;
using Domar.Core.Primitives;
using Domar.Core.Steps;

namespace Domar.Core.Lxc;

/// <summary>
/// Looks for links where mount points are to be made, while the guest does not run and cannot change them. LXC 6.0 mounts nothing over a link, but when it
/// makes a missing folder (<c>create=dir</c>) it follows those above it: a privileged guest could have folders made on the host (seen with LXC 6.0.4).
/// </summary>
internal static class LxcLinkCheck
{
    /// <summary>Plans the check.</summary>
    /// <param name="context">The container.</param>
    /// <param name="mounts">Places in the container, relative to its root, in the order in which they are mounted; with each where it is mounted aside,
    /// null when that is not known here.</param>
    public static void Plan(LxcContext context, IReadOnlyList<(string Target, string? Staging)> mounts)
    {
        var paths = new List<string>();
        for (var i = 0; i < mounts.Count; i++)
        {
            paths.AddRange(Paths(context, mounts[i].Target, [.. mounts.Take(i)]));
        }

        if (paths.Count == 0)
        {
            return;
        }

        var script = new StringBuilder("#!/bin/sh -e\n# Made by Domar: no link may stand where a mount point is made, or above it.\n")
            .Append("no_link() {\n    if [ -L \"$1\" ]; then\n        echo \"Cannot mount in container ").Append(context.Id)
            .Append(": '$1' is a link, which could lead out of the container. Replace it by a folder, or change the mount point.\" >&2\n        exit 1\n    fi\n}\n");
        foreach (var path in paths.Distinct())
        {
            script.Append("no_link ").Append(ShellWord.Quote(path)).Append('\n');
        }

        context.Files.Add(new WriteFile(context.Paths.LinkCheck, script.ToString()) { Text = $"Write the check of mount points of container {context.Id}" });
        context.Text.AddCommand("lxc.hook.pre-start", "mp", "/bin/sh", "-e", context.Paths.LinkCheck);
    }

    /// <summary>The place and all above it, each where it lies before LXC puts the mounts together.</summary>
    private static IEnumerable<string> Paths(LxcContext context, string target, (string Target, string? Staging)[] before)
    {
        var parts = target.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string? at = context.Paths.RootFs;
        var covered = "";
        foreach (var part in parts)
        {
            covered = covered.Length == 0 ? part : $"{covered}/{part}";
            if (at is not null)
            {
                at = $"{at}/{part}";
                yield return at;
            }

            // What is mounted last hides what was there.
            var index = Array.FindLastIndex(before, m => m.Target == covered);
            at = index < 0 ? at : before[index].Staging;
        }
    }
}
