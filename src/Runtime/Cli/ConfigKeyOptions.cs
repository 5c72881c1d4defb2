using System.CommandLine;
using Domar.Core.Config;

namespace Domar.Runtime.Cli;

/// <summary>
/// Config keys as options by their own names. The schema has some 300 names when every index is counted, so options are made only for those that occur.
/// </summary>
internal sealed class ConfigKeyOptions
{
    private static readonly string[] Titles =
        ["General", "CPU and memory", "Disks", "Network", "Machine and firmware", "Devices", "Cloud-init", "Migration", "Other"];

    private readonly List<(string Key, Option<string> Option)> _options = [];

    private ConfigKeyOptions()
    {
    }

    /// <summary>Every name with its dashes, each index on its own.</summary>
    public static IEnumerable<string> AllNames()
    {
        foreach (var key in Usable())
        {
            if (key.MaxIndex is not { } max)
            {
                yield return "--" + key.Name;
                continue;
            }

            for (var index = 0; index <= max; index++)
            {
                yield return $"--{key.BaseName}{index}";
            }
        }
    }

    /// <summary>Makes options for the config keys that occur in a command line.</summary>
    public static ConfigKeyOptions AddTo(Command command, IReadOnlyList<string> arguments)
    {
        var options = new ConfigKeyOptions();
        var taken = command.Options.Select(option => option.Name).ToHashSet();
        foreach (var name in ArgumentScanner.LongOptions(arguments))
        {
            if (taken.Contains("--" + name) || ConfigSchema.Qemu.Find(name, out _) is not { FileOnly: false })
            {
                continue;
            }

            taken.Add("--" + name);
            var option = new Option<string>("--" + name) { Arity = ArgumentArity.ExactlyOne };
            command.Add(option);
            options._options.Add((name, option));
        }

        return options;
    }

    /// <summary>The keys that were given with their values, in the order of the command line.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Values(ParseResult arguments) =>
        [.. _options.Where(pair => arguments.GetResult(pair.Option) is not null)
            .Select(pair => KeyValuePair.Create(pair.Key, arguments.GetValue(pair.Option) ?? ""))];

    /// <summary>Names with a line each, by subject, for help.</summary>
    public static IEnumerable<(string Title, IReadOnlyList<(string Name, string Text)> Keys)> HelpGroups() =>
        Usable().GroupBy(key => TitleOf(key.BaseName))
            .OrderBy(group => Array.IndexOf(Titles, group.Key))
            .Select(group => ($"Config keys: {group.Key}", (IReadOnlyList<(string, string)>)[.. group.OrderBy(key => key.Name, StringComparer.Ordinal).Select(Describe)]));

    private static (string, string) Describe(KeySchema key)
    {
        var name = key.MaxIndex is { } max ? $"--{key.BaseName}0 .. --{key.BaseName}{max}" : "--" + key.Name;
        return (name, key.Default is { Length: > 0 } value ? $"{key.Summary.TrimEnd('.')} (default: {value})" : key.Summary.TrimEnd('.'));
    }

    private static IEnumerable<KeySchema> Usable() => ConfigSchema.Qemu.Keys.Where(key => !key.FileOnly && key.AliasOf is null);

    private static string TitleOf(string name) => name switch
    {
        "name" or "description" or "tags" or "onboot" or "startup" or "autostart" or "template" or "protection" or "lock" or "hookscript" or "ostype" or "agent"
            or "localtime" or "startdate" => "General",
        "cores" or "sockets" or "vcpus" or "cpu" or "cpulimit" or "cpuunits" or "affinity" or "numa" or "memory" or "balloon" or "shares" or "hugepages"
            or "keephugepages" or "allow-ksm" or "smp" => "CPU and memory",
        "scsi" or "virtio" or "sata" or "ide" or "scsihw" or "cdrom" or "boot" or "bootdisk" or "unused" or "efidisk0" or "tpmstate0" or "virtiofs"
            or "vmstatestorage" => "Disks",
        "net" => "Network",
        "machine" or "arch" or "bios" or "acpi" or "kvm" or "args" or "smbios1" or "vmgenid" or "tdf" or "freeze" or "reboot" or "hotplug" or "watchdog"
            or "amd-sev" or "intel-tdx" => "Machine and firmware",
        "serial" or "parallel" or "usb" or "hostpci" or "vga" or "audio0" or "rng0" or "spice_enhancements" or "tablet" or "keyboard" or "ivshmem" => "Devices",
        "citype" or "ciuser" or "cipassword" or "cicustom" or "ciupgrade" or "ipconfig" or "nameserver" or "searchdomain" or "sshkeys" => "Cloud-init",
        "migrate_downtime" or "migrate_speed" => "Migration",
        _ => "Other",
    };
}
