using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Rootfs;

/// <summary>Extended attributes in pax headers, as GNU tar, star and bsdtar write them (<c>SCHILY.xattr.NAME</c>).</summary>
internal static class ExtendedAttribute
{
    private const string Prefix = "SCHILY.xattr.";

    /// <summary>Sets the attribute that a pax record is, if it is one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="key">The record's key.</param>
    /// <param name="value">Its value, as .NET reads it.</param>
    /// <param name="headers">The entry's headers, as the archive has them.</param>
    /// <returns>Why it could not be kept, for people; null when it was, or is not wanted.</returns>
    public static unsafe string? TrySet(SafeFileHandle file, string key, string value, ReadOnlySpan<byte> headers)
    {
        if (!key.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        // Capabilities and access lists are part of a system; labels of SELinux and trusted.* are the making host's affair.
        var name = key[Prefix.Length..];
        if (name != "security.capability" && !name.StartsWith("user.", StringComparison.Ordinal))
        {
            return null;
        }

        // .NET hands the value out as text, which a binary one does not survive; a wrong capability is worse than none.
        var bytes = PaxRecords.Find(headers, key) ?? (value.Contains('\ufffd', StringComparison.Ordinal) ? null : Encoding.UTF8.GetBytes(value));
        if (bytes is null)
        {
            return $"the attribute {name} is lost: its value cannot be read. Set it again inside (setcap).";
        }

        fixed (byte* start = bytes)
        {
            return RootCalls.Fsetxattr(file, name, start, (nuint)bytes.Length, 0) == 0
                ? null
                : $"the attribute {name} is lost: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.";
        }
    }
}
