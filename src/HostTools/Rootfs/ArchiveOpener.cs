using System.IO.Compression;
using Domar.Core.Containers;
using Domar.HostTools.Exec;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Rootfs;

/// <summary>Opens a template for reading as a tar stream.</summary>
internal static class ArchiveOpener
{
    // Enough for every level of xz and for zstd without --ultra --long; an archive must not take the host's memory.
    private const string XzMemory = "--memlimit-decompress=512MiB";
    private const string ZstdMemory = "--memory=512MB";

    /// <summary>Opens.</summary>
    /// <param name="archive">The open file, at its beginning; it stays open.</param>
    /// <param name="position">Tells how much of the file has been read.</param>
    /// <exception cref="RootfsFault">It is no archive, or the tool for it is missing.</exception>
    public static ArchiveStream Open(SafeFileHandle archive, out Func<long> position)
    {
        Span<byte> start = stackalloc byte[TemplateFormatDetector.BytesNeeded];
        var length = 0;
        while (length < start.Length && RandomAccess.Read(archive, start[length..], length) is > 0 and var read)
        {
            length += read;
        }

        var format = TemplateFormatDetector.Detect(start[..length], out var problem) ?? throw new RootfsFault($"The file {problem}");

        // A tool has our descriptor, and moves its position.
        position = () => RootCalls.Seek(archive, 0, 1);
        switch (format)
        {
            case TemplateFormat.Xz:
                return Run("xz", ["--decompress", "--stdout", "--quiet", XzMemory]);
            case TemplateFormat.Zstd:
                return Run("zstd", ["--decompress", "--stdout", "--quiet", ZstdMemory]);
            default:
                var file = new FileStream(new SafeFileHandle(archive.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, bufferSize: 64 * 1024);
                position = () => file.Position;
                return new ArchiveStream(format == TemplateFormat.Gzip ? new GZipStream(file, CompressionMode.Decompress) : file, null);
        }

        ArchiveStream Run(string program, string[] arguments)
        {
            var tool = DecompressorTool.Start(program, arguments, archive);
            return new ArchiveStream(tool.Output, tool);
        }
    }
}
