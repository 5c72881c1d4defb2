namespace Domar.Runtime.Containers;

/// <summary>What containers take over from their host, from its files.</summary>
internal static class HostFiles
{
    private const string ZoneFolder = "/usr/share/zoneinfo/";

    /// <summary>The host's time zone by name; null when it cannot be told.</summary>
    public static string? TimeZone()
    {
        try
        {
            var target = File.ResolveLinkTarget("/etc/localtime", returnFinalTarget: false)?.FullName;
            return target?.StartsWith(ZoneFolder, StringComparison.Ordinal) == true ? target[ZoneFolder.Length..] : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>
    /// The words of one kind of line of the resolver's configuration. With systemd-resolved that is the file with the real servers: the
    /// stub's address means nothing in another network namespace.
    /// </summary>
    public static IReadOnlyList<string> ResolverLines(string keyword)
    {
        foreach (var path in (ReadOnlySpan<string>)["/run/systemd/resolve/resolv.conf", "/etc/resolv.conf"])
        {
            try
            {
                return [.. File.ReadLines(path).Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                    .Where(words => words.Length > 1 && words[0] == keyword).SelectMany(words => words.Skip(1))
                    .Where(word => !word.StartsWith("127.", StringComparison.Ordinal) && word != "::1" && word != ".")];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next one.
            }
        }

        return [];
    }
}
