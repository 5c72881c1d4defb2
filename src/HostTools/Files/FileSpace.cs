using System.Runtime.InteropServices;

namespace Domar.HostTools.Files;

/// <summary>Space of the file system that a path lies on.</summary>
/// <param name="TotalBytes">All of it.</param>
/// <param name="FreeBytes">Free, with the reserve for root.</param>
/// <param name="AvailableBytes">Free without the reserve.</param>
public readonly record struct FileSpace(long TotalBytes, long FreeBytes, long AvailableBytes)
{
    /// <summary>Asks the system (statvfs(3)). On a dead network mount this can block without end.</summary>
    /// <exception cref="FileLayerException">The path does not exist or cannot be read.</exception>
    public static FileSpace Of(string path)
    {
        if (Libc.Statvfs(path, out var space) != 0)
        {
            throw new FileLayerException("ask for the space of", path, Marshal.GetLastPInvokeError());
        }

        var unit = space.FragmentSize == 0 ? space.BlockSize : space.FragmentSize;
        return new FileSpace((long)(space.Blocks * unit), (long)(space.BlocksFree * unit), (long)(space.BlocksAvailable * unit));
    }
}
