using System.Runtime.Versioning;
using Domar.HostTools.Files;

namespace Domar.Installer.Unattended;

/// <summary>Files that only root may read: answer files have the root password, first-boot programs have what their writers put in.</summary>
internal static class PrivateFile
{
    /// <summary>Writes a file. What is there is overwritten, and only a plain file (not /dev/null) loses the permissions of others.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="isProgram">Whether it can be executed.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, byte[] content, bool isProgram = false)
    {
        if (OperatingSystem.IsLinux())
        {
            WriteOnLinux(path, content, UnixFileMode.UserRead | UnixFileMode.UserWrite | (isProgram ? UnixFileMode.UserExecute : UnixFileMode.None));
        }
    }

    [SupportedOSPlatform("linux")]
    private static void WriteOnLinux(string path, byte[] content, UnixFileMode mode)
    {
        using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = mode });
        if (LinuxFileLayer.Instance.Stat(Path.GetFullPath(path)) is { Kind: FileKind.File })
        {
            File.SetUnixFileMode(stream.SafeFileHandle, mode);
        }

        stream.Write(content);
    }
}
