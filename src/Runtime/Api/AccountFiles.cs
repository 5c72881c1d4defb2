using System.Globalization;

namespace Domar.Runtime.Api;

/// <summary>Names of local users and groups, read from the files each time: they change while the daemon runs, and only connections ask.</summary>
/// <param name="passwdPath">The file of users.</param>
/// <param name="groupPath">The file of groups.</param>
internal sealed class AccountFiles(string passwdPath, string groupPath)
{
    /// <summary>Those of this host.</summary>
    public static AccountFiles Host { get; } = new("/etc/passwd", "/etc/group");

    /// <summary>A user's name; <c>uid-N</c> when the file does not have it (a user of a directory service).</summary>
    public string FindUserName(uint userId) => userId == 0 ? "root" : FindName(passwdPath, userId) ?? string.Create(CultureInfo.InvariantCulture, $"uid-{userId}");

    /// <summary>A group's id; null when there is no such group.</summary>
    public uint? FindGroupId(string name)
    {
        foreach (var fields in ReadLines(groupPath))
        {
            if (fields[0] == name && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                return id;
            }
        }

        return null;
    }

    private static string? FindName(string path, uint id)
    {
        foreach (var fields in ReadLines(path))
        {
            if (uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value == id)
            {
                return fields[0];
            }
        }

        return null;
    }

    // A missing file means no names, as in a container without users; what cannot be parsed is another program's to complain about.
    private static IEnumerable<string[]> ReadLines(string path) =>
        File.Exists(path) ? File.ReadLines(path).Select(line => line.Split(':')).Where(fields => fields.Length >= 3) : [];
}
