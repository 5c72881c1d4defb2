using System.Text;

namespace Domar.Runtime.Tasks;

/// <summary>Reads task logs without holding them in memory.</summary>
internal static class TaskLogReader
{
    private const int BufferBytes = 32 * 1024;

    /// <summary>Lines from <paramref name="start"/>, at most <paramref name="limit"/> (0: all), and how many there are in all; none when there is no file.</summary>
    public static (IReadOnlyList<string> Lines, int Total) Read(string path, int start, int limit)
    {
        List<string> lines = [];
        var total = 0;
        using var file = Open(path);
        if (file is null)
        {
            return (lines, 0);
        }

        var end = limit <= 0 ? int.MaxValue : (int)Math.Min((long)start + limit, int.MaxValue);
        var buffer = new byte[BufferBytes];
        using var line = new MemoryStream();
        var isOpen = false;
        int count;
        while ((count = file.Read(buffer)) > 0)
        {
            for (var rest = buffer.AsSpan(0, count); !rest.IsEmpty;)
            {
                var lineEnd = rest.IndexOf((byte)'\n');
                var part = lineEnd < 0 ? rest : rest[..lineEnd];
                if (total >= start && total < end)
                {
                    line.Write(part);
                }

                isOpen = lineEnd < 0;
                if (!isOpen)
                {
                    Finish();
                }

                rest = rest[(isOpen ? part.Length : lineEnd + 1)..];
            }
        }

        if (isOpen)
        {
            Finish();
        }

        return (lines, total);

        void Finish()
        {
            if (total >= start && total < end)
            {
                lines.Add(Encoding.UTF8.GetString(line.GetBuffer().AsSpan(0, (int)line.Length)));
                line.SetLength(0);
            }

            total++;
        }
    }

    /// <summary>The last line, when it is whole; null when there is none or the file was cut.</summary>
    public static string? LastLine(string path)
    {
        // The longest last line is a status: those are cut at 4 KiB (TaskArchive).
        Span<byte> buffer = stackalloc byte[4608];
        using var file = Open(path);
        if (file is null)
        {
            return null;
        }

        file.Seek(-Math.Min(file.Length, buffer.Length), SeekOrigin.End);
        var tail = buffer[..file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        if (tail is not [.., (byte)'\n'])
        {
            return null;
        }

        tail = tail[..^1];
        return Encoding.UTF8.GetString(tail[(tail.LastIndexOf((byte)'\n') + 1)..]);
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (IOException)
        {
            // Removed with the oldest, or it could not be made when the task began.
            return null;
        }
    }
}
