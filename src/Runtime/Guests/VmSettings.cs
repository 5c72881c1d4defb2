using System.Globalization;
using System.Security.Cryptography;
using Domar.Core.Config;

namespace Domar.Runtime.Guests;

/// <summary>Checks the settings of a request, and fills in what a new VM needs: MAC addresses, UUIDs.</summary>
internal static class VmSettings
{
    /// <summary>Keys that a request must not set: the program keeps them.</summary>
    private static readonly HashSet<string> Kept = ["digest", "meta", "parent", "snaptime", "snapstate", "vmstate", "runningmachine", "runningcpu", "delete", "pending"];

    /// <summary>Keys that do not concern the running QEMU, or are read when they are needed: never pending.</summary>
    private static readonly HashSet<string> Immediate =
    [
        "autostart", "description", "hookscript", "hotplug", "lock", "migrate_downtime", "migrate_speed", "name", "onboot", "protection", "shares", "startup",
        "tags", "template", "vmstatestorage", "nameserver", "searchdomain", "sshkeys", "ciuser", "cipassword", "citype", "cicustom", "ciupgrade",
    ];

    /// <summary>Whether a key takes effect without QEMU.</summary>
    public static bool IsImmediate(string key) =>
        Immediate.Contains(key) || DiskKeys.IsUnused(key) || key.StartsWith("ipconfig", StringComparison.Ordinal);

    /// <summary>Checks every setting and reports every problem.</summary>
    /// <exception cref="RequestRefusedException">Some are unknown or not allowed.</exception>
    public static void Check(IReadOnlyDictionary<string, string> settings)
    {
        var problems = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in settings)
        {
            var schema = ConfigSchema.Qemu.Find(key, out _);
            if (schema is null || Kept.Contains(key))
            {
                problems[key] = "property is not defined in schema and the schema does not allow additional properties";
            }
            else if (schema.Check(value) is { } problem)
            {
                problems[key] = problem;
            }
        }

        if (problems.Count > 0)
        {
            throw new RequestRefusedException(
                RefusalReason.BadParameter,
                "Parameter verification failed. " + string.Join(" ", problems.Select(problem => $"{problem.Key}: {problem.Value}")), problems);
        }
    }

    /// <summary>A network card's value with a MAC address: the one given, or a new one.</summary>
    public static string WithMac(string value)
    {
        var card = PropertyString.Parse(ConfigSchema.Qemu.Find("net0", out _)!, value);
        if (card["macaddr"] is not null || card["model"] is not { } model)
        {
            return value;
        }

        // The short form that Proxmox writes, "virtio=BC:24:11:...": the model's own key carries the address.
        var rest = value.Split(',').Where(part => part != model && part != $"model={model}");
        return string.Join(',', [$"{model}={NewMac()}", .. rest]);
    }

    /// <summary>A random address under BC:24:11, the prefix that Proxmox Server Solutions registered and uses for guests.</summary>
    public static string NewMac()
    {
        var tail = RandomNumberGenerator.GetBytes(3);
        return string.Create(CultureInfo.InvariantCulture, $"BC:24:11:{tail[0]:X2}:{tail[1]:X2}:{tail[2]:X2}");
    }

    /// <summary>What a new VM gets beside its own settings.</summary>
    /// <param name="settings">As asked for.</param>
    /// <param name="qemuVersion">For <c>meta</c>, which pins the machine type of Windows guests; null when unknown.</param>
    /// <param name="now">Time of creation.</param>
    public static IEnumerable<KeyValuePair<string, string>> Defaults(IReadOnlyDictionary<string, string> settings, string? qemuVersion, DateTimeOffset now)
    {
        if (!settings.TryGetValue("smbios1", out var smbios))
        {
            yield return new("smbios1", $"uuid={Guid.NewGuid()}");
        }
        else if (PropertyString.Parse(ConfigSchema.Qemu.Find("smbios1", out _)!, smbios)["uuid"] is null)
        {
            yield return new("smbios1", $"{smbios},uuid={Guid.NewGuid()}");
        }

        if (!settings.TryGetValue("vmgenid", out var generation) || generation == "1")
        {
            yield return new("vmgenid", Guid.NewGuid().ToString());
        }

        var version = qemuVersion is null ? "" : $"creation-qemu={qemuVersion},";
        yield return new("meta", string.Create(CultureInfo.InvariantCulture, $"{version}ctime={now.ToUnixTimeSeconds()}"));
        if (!settings.ContainsKey("boot") && DefaultBootOrder(settings) is { Length: > 0 } order)
        {
            yield return new("boot", $"order={order}");
        }
    }

    /// <summary>First the first disk, then CD drives, then the first network card, as Proxmox does.</summary>
    private static string DefaultBootOrder(IReadOnlyDictionary<string, string> settings)
    {
        var disks = settings.Keys.Where(key => DiskKeys.IsDisk(key) && !DiskKeys.IsUnused(key) &&
            !key.StartsWith("efidisk", StringComparison.Ordinal) && !key.StartsWith("tpmstate", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var cdroms = disks.Where(key => DiskKeys.IsCdrom(PropertyString.Parse(ConfigSchema.Qemu.Find(key, out _)!, settings[key]))).ToList();
        string[] buses = ["ide", "scsi", "virtio", "sata"];
        var firstDisk = buses.Select(bus => disks.Except(cdroms).FirstOrDefault(key => key.StartsWith(bus, StringComparison.Ordinal))).FirstOrDefault(key => key is not null);
        var firstNet = settings.Keys.Where(key => key.StartsWith("net", StringComparison.Ordinal) && key.Length > 3 && char.IsAsciiDigit(key[3])).Order(StringComparer.Ordinal).FirstOrDefault();
        return string.Join(';', new[] { firstDisk }.Concat(cdroms).Append(firstNet).OfType<string>());
    }
}
