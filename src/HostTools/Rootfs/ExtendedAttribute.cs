using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Domar.HostTools.Rootfs;

/// <summary>Extended attributes in pax headers, as GNU tar, star and bsdtar write them (<c>SCHILY.xattr.NAME</c>).</summary>
internal static class ExtendedAttribute
{
    private const string Prefix = "SCHILY.xattr.";

    /// <summary>Sets the attribute that a pax record is, if it is one.</summary>
    /// <returns>Why it could not be kept, for people; null when it was, or is not wanted.</returns>
    public static unsafe string? TrySet(SafeFileHandle file, string key, string value)
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

        // .NET hands the value out as text, which a binary one may not survive; a wrong capability is worse than none.
        if (value.Contains('\ufffd', StringComparison.Ordinal))
        {
            return $"the attribute {name} is lost: its value is no text. Set it again inside (setcap).";
        }

        var bytes = Encoding.UTF8.GetBytes(value);
        fixed (byte* start = bytes)
        {
            return RootCalls.Fsetxattr(file, name, start, (nuint)bytes.Length, 0) == 0
                ? null
                : $"the attribute {name} is lost: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.";
        }
    }
}
