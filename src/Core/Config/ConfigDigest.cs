using System.Security.Cryptography;
using System.Text;

namespace Domar.Core.Config;

/// <summary>What Proxmox's API calls <c>digest</c>: tells versions of a file apart, and protects nothing.</summary>
public static class ConfigDigest
{
    /// <summary>SHA-1 of the text in UTF-8, in lower-case hexadecimal.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
}
