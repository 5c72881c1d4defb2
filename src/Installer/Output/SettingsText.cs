using System.Globalization;
using System.Text;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;
using Domar.Core.Install.Settings;

namespace Domar.Installer.Output;

/// <summary>Settings for people: what would happen, without the password.</summary>
internal static class SettingsText
{
    public static string Write(InstallSettings settings)
    {
        var text = new StringBuilder("The answer file is right. An installation with it would set:\n");
        Line(text, "Name", settings.Name.ToString());
        Line(text, "Network", $"{settings.Network.Nic} {settings.Network.Address}, gateway {settings.Network.Gateway}, name server {settings.Network.Dns}");
        if (settings.Network.PinnedNames is { } names)
        {
            Line(text, "Card names", string.Join(", ", names.Select(static pair => $"{pair.Key} {pair.Value}")));
        }

        var disks = settings.Disks;
        Line(text, "Layout", $"{SettingsJson.FileSystemText(disks)}, {Gibibytes(disks.HdSizeGiB)} of each disk{Options(disks)}");
        foreach (var disk in disks.Targets)
        {
            Line(text, "Disk", Disk(disk));
        }

        Line(text, "Locale", $"country {settings.Country}, keyboard {settings.Keyboard}, time zone {settings.TimeZone}");
        Line(text, "Mail", settings.MailTo);
        Line(text, "root", $"{(settings.RootPassword.IsHashed ? "password by its hash" : "password set")}, {settings.RootSshKeys.Count switch { 0 => "no SSH key", 1 => "1 SSH key", var count => $"{count} SSH keys" }}");
        if (settings.FirstBoot is { } hook)
        {
            Line(text, "First boot", $"program from {hook.Source?.Url ?? "the ISO"}");
        }

        if (settings.Webhook is { } webhook)
        {
            Line(text, "Webhook", webhook.Url);
        }

        Line(text, "At the end", settings.RebootMode == RebootMode.Reboot ? "restart" : "switch off");
        return text.ToString().TrimEnd('\n');
    }

    private static string Disk(InstallDisk disk)
    {
        var model = disk.Device.Model is { } known ? $" {known}" : "";
        return $"{disk.Device.Path}{model}, {MessageText.DiskSize(disk.Device.SizeBytes)}, all of it is erased";
    }

    private static string Options(DiskSettings disks)
    {
        var options = new List<string>();
        if (disks.Zfs is { } zfs)
        {
            options.Add($"ashift {zfs.Ashift}, compression {zfs.Compress}, checksum {zfs.Checksum}, copies {zfs.Copies}, ARC up to {zfs.ArcMaxMiB} MiB");
        }

        if (disks.Lvm is { } lvm)
        {
            Add("swap", lvm.SwapSizeGiB);
            Add("state up to", lvm.MaxRootGiB);
            Add("free", lvm.MinFreeGiB);
            Add("thin pool up to", lvm.MaxVzGiB);
        }

        if (disks.BtrfsCompress is { } compress)
        {
            options.Add($"compression {compress}");
        }

        return string.Concat(options.Select(static option => $", {option}"));

        void Add(string name, double? size)
        {
            if (size is { } value)
            {
                options.Add($"{name} {Gibibytes(value)}");
            }
        }
    }

    private static string Gibibytes(double size) => $"{size.ToString("0.##", CultureInfo.InvariantCulture)} GiB";

    private static void Line(StringBuilder text, string name, string value) => text.Append(CultureInfo.InvariantCulture, $"  {name,-11} {MessageText.OneLine(value)}\n");
}
