using System.Security.Cryptography;
using System.Text;
using Domar.HostTools.Files;

namespace Domar.Runtime.Daemon;

/// <summary>
/// Makes the secrets that every host has for itself, where they are absent: the certificate authority, the node's certificate, the key of tickets and
/// the secret against forged requests. Laid out as Proxmox's <c>/etc/pve</c>. What is there is never replaced, except a certificate that ends soon.
/// Each file is written whole or not at all, a key before what is made from it: killed at any moment, the next run completes it.
/// </summary>
/// <param name="layer">The file system.</param>
/// <param name="time">The clock.</param>
internal sealed class FirstStart(IFileLayer layer, TimeProvider time)
{
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode SecretFolder = Secret | UnixFileMode.UserExecute;
    private const UnixFileMode Folder = SecretFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Does what is left to do.</summary>
    /// <param name="config">Absolute path of the configuration folder.</param>
    /// <param name="node">Node name.</param>
    /// <param name="names">What the node's certificate is for.</param>
    /// <returns>Files that were made, relative to the folder.</returns>
    /// <exception cref="DaemonStartException">A file that is there cannot be used.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public IReadOnlyList<string> Run(string config, string node, CertificateNames names)
    {
        var now = time.GetUtcNow();
        List<string> made = [];
        foreach (var (path, mode) in new[] { ("", Folder), ("priv", SecretFolder), ("nodes", Folder), ($"nodes/{node}", Folder) })
        {
            MakeFolder(path.Length == 0 ? config : $"{config}/{path}", mode);
        }

        var authorityKey = Provide("priv/pve-root-ca.key", Secret, NodeCertificates.NewKey);
        var authority = Provide("pve-root-ca.pem", AtomicFile.DefaultMode, () => NodeCertificates.NewAuthority(authorityKey, now));
        Use("pve-root-ca.pem", () => NodeCertificates.IsFor(authority, authorityKey)
            ? true : throw new CryptographicException("It does not belong to priv/pve-root-ca.key."));
        var nodeKey = Provide($"nodes/{node}/pve-ssl.key", Secret, NodeCertificates.NewKey);
        var certificatePath = $"nodes/{node}/pve-ssl.pem";
        string NewCertificate() => NodeCertificates.NewNode(nodeKey, authority, authorityKey, names, now);
        var certificate = Provide(certificatePath, AtomicFile.DefaultMode, NewCertificate);
        if (Use(certificatePath, () => NodeCertificates.EndsSoon(certificate, authority, now)))
        {
            Write(certificatePath, AtomicFile.DefaultMode, NewCertificate());
        }

        var ticketKey = Provide("priv/authkey.key", Secret, NodeCertificates.NewKey);
        Provide("authkey.pub", AtomicFile.DefaultMode, () => NodeCertificates.PublicKey(ticketKey));
        Provide("pve-www.key", Secret, static () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) + "\n");
        return made;

        string Provide(string path, UnixFileMode mode, Func<string> make)
        {
            if (layer.Read($"{config}/{path}", MaxBytes) is { } bytes)
            {
                return Encoding.UTF8.GetString(bytes);
            }

            var text = Use(path, make);
            Write(path, mode, text);
            return text;
        }

        void Write(string path, UnixFileMode mode, string text)
        {
            AtomicFile.Write(layer, $"{config}/{path}", Encoding.UTF8.GetBytes(text), mode);
            made.Add(path);
        }

        T Use<T>(string path, Func<T> action)
        {
            try
            {
                return action();
            }
            catch (CryptographicException e)
            {
                throw new DaemonStartException($"'{config}/{path}' cannot be made or used. Put back a good copy of it and of its key, or remove it to have a new one made.", e);
            }
        }
    }

    private void MakeFolder(string path, UnixFileMode mode)
    {
        if (layer.CreateFolder(path, mode))
        {
            layer.SyncFolder(Path.GetDirectoryName(path)!);
        }
    }
}
