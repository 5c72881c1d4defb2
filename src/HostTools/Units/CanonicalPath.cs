namespace Domar.HostTools.Units;

/// <summary>Resolves symbolic links in every part of a path, as realpath(3) does.</summary>
internal static class CanonicalPath
{
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static string Of(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(full))
        {
            throw new DirectoryNotFoundException($"There is no folder '{full}'.");
        }

        var result = "/";
        foreach (var part in full.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(result, part);
            var target = Directory.ResolveLinkTarget(next, returnFinalTarget: true);
            result = target is null ? next : Of(target.FullName);
        }

        return result;
    }
}
