using Domar.HostTools.Files;

namespace Domar.Runtime.Store;

/// <summary>Rules for the relative paths of the store.</summary>
internal static class StorePath
{
    private const int MaxLength = 1024;

    /// <summary>Throws unless a path names a file in the store and nowhere else.</summary>
    public static void Check(string path)
    {
        if (Problem(path) is { } problem)
        {
            throw new StoreException($"'{path}' is no path in the configuration: {problem}. Paths look like 'nodes/NAME/qemu-server/100.conf'.");
        }
    }

    /// <summary>The folder of a path; empty for the top.</summary>
    public static string Folder(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";

    /// <summary>The name of a path within its folder.</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>A name within a folder.</summary>
    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    private static string? Problem(string path)
    {
        if (path.Length is 0 or > MaxLength)
        {
            return $"it must have 1 to {MaxLength} characters";
        }

        foreach (var part in path.Split('/'))
        {
            if (part.Length == 0)
            {
                return "it must be relative, without empty parts";
            }

            if (part is "." or "..")
            {
                return "'.' and '..' are not permitted";
            }

            // The store would never show such a file again.
            if (EditorFiles.IsTransient(part))
            {
                return $"'{part}' looks like a hidden, backup or temporary file";
            }

            if (part.AsSpan().ContainsAnyInRange('\0', '\x1f') || part.Contains('\x7f', StringComparison.Ordinal))
            {
                return "control characters are not permitted";
            }
        }

        return null;
    }
}
