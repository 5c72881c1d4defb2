using System.Globalization;

namespace Domar.Core.Firmware;

/// <summary>
/// The name of a partition in the GPT: <c>domar-1f2e3d4c-roota-0</c>. The kernel shows it in sysfs without any tool, so that the initramfs finds the parts of its
/// own installation, whatever other disks are in the machine; and as each is there once, /dev/disk/by-partlabel has a link for each.
/// </summary>
/// <param name="Installation">Number of the installation: 8 hexadecimal digits in lower case. It is the host id (hostid(1)) as well.</param>
/// <param name="Role">What the partition is for.</param>
/// <param name="Disk">Number of the disk within the installation, from 0.</param>
public sealed record PartitionName(string Installation, PartitionRole Role, int Disk)
{
    private const string Prefix = "domar";
    private const int InstallationDigits = 8;

    /// <summary>The link that udev makes for it.</summary>
    public string Device => $"/dev/disk/by-partlabel/{this}";

    /// <summary>Reads a name; null when it is none of these.</summary>
    /// <param name="text">A partition's name.</param>
    public static PartitionName? TryParse(string text)
    {
        if (text.Split('-') is not [Prefix, { Length: InstallationDigits } installation, var role, var disk]
            || !installation.All(static c => char.IsAsciiHexDigitLower(c))
            || !int.TryParse(disk, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        foreach (var candidate in Enum.GetValues<PartitionRole>())
        {
            var name = new PartitionName(installation, candidate, number);
            if (role == candidate.Word() && name.ToString() == text)
            {
                return name;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{Installation}-{Role.Word()}-{Disk}");
}
