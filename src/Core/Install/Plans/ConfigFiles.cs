using Domar.Core.Install.Settings;

namespace Domar.Core.Install.Plans;

/// <summary>Texts of the files that a node starts with.</summary>
public static class ConfigFiles
{
    /// <summary>hosts(5): the node's name is at its own address, as Proxmox has it.</summary>
    /// <param name="settings">Name and address.</param>
    public static string Hosts(InstallSettings settings) =>
        $"""
        127.0.0.1 localhost.localdomain localhost
        {settings.Network.Address.Address} {settings.Name} {settings.Name.Host}

        ::1 localhost ip6-localhost ip6-loopback
        ff02::1 ip6-allnodes
        ff02::2 ip6-allrouters

        """;

    /// <summary>shadow(5) of the image, with root's password.</summary>
    /// <param name="shadow">Text of the image's file.</param>
    /// <param name="hash">Hash of the password.</param>
    public static string Shadow(string shadow, string hash)
    {
        var lines = shadow.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        var root = lines.FindIndex(static line => line.StartsWith("root:", StringComparison.Ordinal));
        if (root < 0)
        {
            lines.Insert(0, $"root:{hash}::0:99999:7:::");
        }
        else
        {
            var fields = lines[root].Split(':');
            fields[1] = hash;
            lines[root] = string.Join(':', fields);
        }

        return string.Join('\n', lines) + "\n";
    }

    /// <summary>Proxmox's storage.cfg.</summary>
    /// <param name="isZfs">Whether the pool is ZFS; otherwise LVM.</param>
    /// <param name="hasThinPool">Whether there is a thin pool, if LVM; otherwise guests' disks are files.</param>
    public static string Storage(bool isZfs, bool hasThinPool) => (isZfs, hasThinPool) switch
    {
        (true, _) => "dir: local\n\tpath /var/lib/vz\n\tcontent iso,vztmpl,backup\n\nzfspool: local-zfs\n\tpool rpool/data\n\tsparse 1\n\tcontent images,rootdir\n",
        (false, true) => "dir: local\n\tpath /var/lib/vz\n\tcontent iso,vztmpl,backup\n\nlvmthin: local-lvm\n\tthinpool data\n\tvgname pve\n\tcontent rootdir,images\n",
        (false, false) => "dir: local\n\tpath /var/lib/vz\n\tcontent iso,vztmpl,backup,rootdir,images\n",
    };

    /// <summary>Proxmox's user.cfg: root, with the administrator's mail address.</summary>
    /// <param name="mail">The address.</param>
    public static string Users(string mail) => $"user:root@pam:1:0:::{mail.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3a", StringComparison.Ordinal)}:::\n";
}
