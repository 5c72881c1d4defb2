using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Settings;

namespace Domar.Installer.Output;

/// <summary>
/// Settings as JSON, with the names and values of Proxmox's installer. What an answer leaves at its default and Proxmox leaves out is left out here too. The root password is in it.
/// </summary>
internal static class SettingsJson
{
    public static string Write(InstallSettings settings) => JsonText.Object(json =>
    {
        // Both always: the machine starts again, or is switched off, by reboot_mode; an existing pool or volume group of the same name is renamed.
        json.WriteNumber("autoreboot", 1);
        json.WriteNumber("existing_storage_auto_rename", 1);
        json.WriteString("country", settings.Country);
        json.WriteString("keymap", settings.Keyboard);
        json.WriteString("timezone", settings.TimeZone);
        json.WriteString("mailto", settings.MailTo);
        json.WriteStartObject("root_password");
        json.WriteString(settings.RootPassword.IsHashed ? "hashed" : "plain", settings.RootPassword.Text);
        json.WriteEndObject();
        if (settings.RootSshKeys.Count > 0)
        {
            WriteList(json, "root_ssh_keys", settings.RootSshKeys);
        }

        json.WriteString("hostname", settings.Name.Host);
        json.WriteString("domain", settings.Name.Domain);
        WriteNetwork(json, settings.Network);
        WriteDisks(json, settings.Disks);
        WriteHooks(json, settings);
    });

    private static void WriteNetwork(Utf8JsonWriter json, NetworkSettings network)
    {
        json.WriteString("mngmt_nic", network.Nic);
        json.WriteString("cidr", network.Address.ToString());
        json.WriteString("gateway", network.Gateway.ToString());
        json.WriteString("dns", network.Dns.ToString());
        if (network.PinnedNames is { } names)
        {
            json.WriteStartObject("network_interface_pin_map");
            foreach (var (mac, name) in names)
            {
                json.WriteString(mac, name);
            }

            json.WriteEndObject();
        }
    }

    private static void WriteDisks(Utf8JsonWriter json, DiskSettings disks)
    {
        json.WriteString("filesys", FileSystemText(disks));
        WriteGibibytes(json, "hdsize", disks.HdSizeGiB);
        if (disks.Raid is null)
        {
            json.WriteString("target_hd", disks.Targets[0].Device.Path);
        }
        else
        {
            json.WriteStartObject("disk_selection");
            foreach (var disk in disks.Targets)
            {
                json.WriteString(disk.Index, disk.Index);
            }

            json.WriteEndObject();
        }

        if (disks.Zfs is { } zfs)
        {
            json.WriteStartObject("zfs_opts");
            json.WriteNumber("arc_max", zfs.ArcMaxMiB);
            json.WriteNumber("ashift", zfs.Ashift);
            json.WriteString("checksum", zfs.Checksum);
            json.WriteString("compress", zfs.Compress);
            json.WriteNumber("copies", zfs.Copies);
            json.WriteEndObject();
        }

        if (disks.Lvm is { } lvm)
        {
            WriteGibibytes(json, "swapsize", lvm.SwapSizeGiB);
            WriteGibibytes(json, "maxroot", lvm.MaxRootGiB);
            WriteGibibytes(json, "minfree", lvm.MinFreeGiB);
            WriteGibibytes(json, "maxvz", lvm.MaxVzGiB);
        }

        if (disks.BtrfsCompress is { } compress)
        {
            json.WriteStartObject("btrfs_opts");
            json.WriteString("compress", compress);
            json.WriteEndObject();
        }
    }

    private static void WriteHooks(Utf8JsonWriter json, InstallSettings settings)
    {
        json.WriteStartObject("first_boot");
        json.WriteNumber("enabled", settings.FirstBoot is null ? 0 : 1);
        if (settings.FirstBoot is { } hook)
        {
            json.WriteString("ordering_target", hook.Ordering switch
            {
                FirstBootOrdering.BeforeNetwork => "network-pre",
                FirstBootOrdering.NetworkOnline => "network-online",
                FirstBootOrdering.FullyUp => "multi-user",
                _ => throw new UnreachableException(),
            });
            WriteAddress(json, hook.Source);
        }

        json.WriteEndObject();
        if (settings.Webhook is { } webhook)
        {
            json.WriteStartObject("post_installation_webhook");
            WriteAddress(json, webhook);
            json.WriteEndObject();
        }

        if (settings.RebootMode != RebootMode.Reboot)
        {
            json.WriteString("reboot_mode", "power-off");
        }

        if (settings.RebootOnError)
        {
            json.WriteNumber("reboot_on_error", 1);
        }
    }

    private static void WriteAddress(Utf8JsonWriter json, WebAddress? address)
    {
        if (address is null)
        {
            return;
        }

        json.WriteString("url", address.Url);
        if (address.CertFingerprint is { } fingerprint)
        {
            json.WriteString("cert_fingerprint", fingerprint);
        }

        if (address.AuthToken is { } token)
        {
            json.WriteString("auth_token", token);
        }
    }

    /// <summary>The file system with its RAID level, as Proxmox's installer names it.</summary>
    public static string FileSystemText(DiskSettings disks)
    {
        var name = disks.FileSystem.ToString().ToLowerInvariant();
        return disks.Raid is { } raid ? $"{name} ({raid.Name()})" : name;
    }

    private static void WriteGibibytes(Utf8JsonWriter json, string name, double? size)
    {
        if (size is { } value)
        {
            // A number with a fraction also where it is whole, so that typed readers always see the same type.
            var text = value.ToString("R", CultureInfo.InvariantCulture);
            json.WritePropertyName(name);
            json.WriteRawValue(text.Contains('.', StringComparison.Ordinal) || text.Contains('E', StringComparison.Ordinal) ? text : text + ".0");
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }
}
