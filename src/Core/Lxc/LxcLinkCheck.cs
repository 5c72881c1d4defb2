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
        for (var i = 0; i < mounts.Count; i++)
        {
            foreach (var path in Paths(context, mounts[i].Target, [.. mounts.Take(i)]))
            {
                context.Hooks.AddNoLink(path);
            }
        }
    }

    /// <summary>The place and all above it, each where it lies before LXC puts the mounts together.</summary>
    private static IEnumerable<string> Paths(LxcContext context, string target, (string Target, string? Staging)[] before)
    {
        string? at = context.Paths.RootFs;
        var covered = "";
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
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
