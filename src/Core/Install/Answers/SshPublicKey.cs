using System.Buffers.Binary;
using System.Text;

namespace Domar.Core.Install.Answers;

/// <summary>Public keys as OpenSSH writes them: <c>TYPE BASE64 COMMENT</c>, with options before that where somebody wants them (sshd(8), AUTHORIZED_KEYS).</summary>
internal static class SshPublicKey
{
    private static readonly string[] Types =
    [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ];

    /// <summary>What is wrong with a key, as the end of a sentence; null for nothing.</summary>
    public static string? Check(string line)
    {
        if (line.Any(char.IsControl))
        {
            return "must be one line";
        }

        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var type = Array.FindIndex(words, static word => Types.Contains(word));
        if (type < 0)
        {
            return $"is no public SSH key: none of its words is a type such as {Types[0]}; paste the line of a file such as ~/.ssh/id_ed25519.pub";
        }

        return type + 1 < words.Length && IsKeyOf(words[type], words[type + 1]) ? null : "is no public SSH key: what follows its type is cut off or damaged; paste the whole line";
    }

    // RFC 4253, 6.6: a key begins with its type as a string: four bytes of length, then the text.
    private static bool IsKeyOf(string type, string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var count) && count > 4 + type.Length
            && BinaryPrimitives.ReadInt32BigEndian(bytes) == type.Length && Encoding.ASCII.GetString(bytes, 4, type.Length) == type;
    }
}
