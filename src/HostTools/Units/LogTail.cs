using System.Text;

namespace Domar.HostTools.Units;

/// <summary>Reads the end of a log.</summary>
public static class LogTail
{
    /// <summary>The last whole lines that fit; empty when the file cannot be read.</summary>
    public static string Read(string path, int maxBytes)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var cut = file.Length > maxBytes;
            if (cut)
            {
                file.Seek(-maxBytes, SeekOrigin.End);
            }

            var bytes = new byte[maxBytes];
            var count = file.ReadAtLeast(bytes, maxBytes, throwOnEndOfStream: false);
            var text = Encoding.UTF8.GetString(bytes, 0, count);
            var firstLineEnd = text.IndexOf('\n', StringComparison.Ordinal);
            return cut && firstLineEnd >= 0 ? text[(firstLineEnd + 1)..] : text;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
