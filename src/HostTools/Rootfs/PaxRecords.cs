using System.Text;

namespace Domar.HostTools.Rootfs;

/// <summary>Finds records of pax headers in an archive's bytes: <c>LENGTH KEY=VALUE\n</c>, where the length counts the whole record (pax(1)).</summary>
internal static class PaxRecords
{
    private const int MaxDigits = 7;

    /// <summary>The value of the last record with a key; null when there is none.</summary>
    /// <param name="headers">Bytes that have the headers somewhere.</param>
    /// <param name="key">The key.</param>
    public static byte[]? Find(ReadOnlySpan<byte> headers, string key)
    {
        var mark = Encoding.UTF8.GetBytes($" {key}=");
        for (var end = headers.Length; headers[..end].LastIndexOf(mark) is >= 0 and var at; end = at + mark.Length - 1)
        {
            int start = at, length = 0, scale = 1;
            while (start > 0 && at - start < MaxDigits && headers[start - 1] is >= (byte)'0' and <= (byte)'9' and var digit)
            {
                length += (digit - '0') * scale;
                scale *= 10;
                start--;
            }

            var value = at + mark.Length;
            var last = start + length - 1;
            if (last >= value && last < headers.Length && headers[last] == '\n')
            {
                return headers[value..last].ToArray();
            }
        }

        return null;
    }
}
