namespace Domar.HostTools.Host;

/// <summary>Names of the tz database.</summary>
public static class TimeZoneNames
{
    /// <summary>All names of zones, such as <c>Europe/Vienna</c>; null where the database is not installed.</summary>
    /// <param name="folder">Where it is.</param>
    public static IReadOnlySet<string>? Read(string folder = "/usr/share/zoneinfo")
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        // Zones begin with a capital; beside them are tables and the copies in posix/ and right/.
        var names = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path))
            .Where(static name => char.IsAsciiLetterUpper(name[0]) && !name.Contains('.', StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        return names.Count == 0 ? null : names;
    }
}
