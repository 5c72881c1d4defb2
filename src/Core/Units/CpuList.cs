using System.Globalization;

namespace Domar.Core.Units;

/// <summary>Lists of processors as the kernel and Proxmox write them: <c>0,5,8-11</c> (cpuset(7), "List format").</summary>
public static class CpuList
{
    // The largest number of processors that Linux can be built for (CONFIG_NR_CPUS, x86).
    private const int Most = 8192;

    /// <summary>Reads a list; false when the text is none or names a processor past 8191.</summary>
    /// <param name="text">Numbers and ranges in any order, separated by commas; spaces around them are allowed.</param>
    /// <param name="cpus">The processors, ascending, each once.</param>
    public static bool TryParse(string text, out IReadOnlyList<int> cpus)
    {
        cpus = [];
        var found = new SortedSet<int>();
        foreach (var part in text.Split(','))
        {
            var bounds = part.Trim(' ').Split('-');
            if (bounds.Length > 2 || !TryNumber(bounds[0], out var first) || !TryNumber(bounds[^1], out var last) || last < first)
            {
                return false;
            }

            found.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        cpus = [.. found];
        return true;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < Most;
}
