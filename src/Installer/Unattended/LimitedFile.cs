namespace Domar.Installer.Unattended;

/// <summary>Reads files that may be anything, such as /dev/zero.</summary>
internal static class LimitedFile
{
    /// <summary>Reads a file's first bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">How many at the most.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Read(string path, int most)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (content.Length < most && stream.Read(buffer, 0, (int)Math.Min(buffer.Length, most - content.Length)) is var count and > 0)
        {
            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }
}
