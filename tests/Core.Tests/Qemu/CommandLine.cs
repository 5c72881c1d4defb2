using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Domar.Core.Tests.Qemu;

/// <summary>
/// A QEMU command line brought to a form in which two that give the guest the same hardware are equal: a sorted list of lines, without what the
/// manager says to QEMU for itself (sockets, pid file, sandbox), without node names, with every option's parts in order.
/// </summary>
internal static partial class CommandLine
{
    private static readonly HashSet<string> Flags = ["-no-shutdown", "-daemonize", "-nodefaults", "-no-reboot", "-S", "-no-user-config", "-nographic", "-snapshot"];

    private static readonly HashSet<string> Ignored =
    [
        "-id", "-pidfile", "-daemonize", "-no-shutdown", "-mon", "-qmp", "-sandbox", "-runas", "-run-with", "-no-user-config", "-S", "-D", "-msg", "-monitor",
        "-display", "-incoming", "-accel",
    ];

    private static readonly HashSet<string> GraphKeys =
    [
        "driver", "filename", "aio", "cache", "discard", "detect-zeroes", "read-only", "pool", "image", "conf", "id", "server", "portal", "target", "lun",
        "transport", "locking",
    ];

    public static List<string> Normalize(IEnumerable<string> arguments, Func<string, string> readConfigFile)
    {
        var queue = new Queue<string>(arguments);
        if (queue.TryPeek(out var program) && !program.StartsWith('-'))
        {
            queue.Dequeue();
        }

        var lines = new List<string>();
        while (queue.TryDequeue(out var option))
        {
            var value = !Flags.Contains(option) && queue.Count > 0 ? queue.Dequeue() : "";
            if (!Ignored.Contains(option) && !(option == "-vnc" && value.StartsWith("unix:", StringComparison.Ordinal)))
            {
                lines.AddRange(Lines(option, value, readConfigFile));
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>Splits the recorded text of a shell command: words, single quotes, line ends behind a backslash.</summary>
    public static IReadOnlyList<string> SplitShell(string text) =>
        [.. Word().Matches(text.Replace("\\\n", " ", StringComparison.Ordinal)).Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Value)];

    private static IEnumerable<string> Lines(string option, string value, Func<string, string> readConfigFile)
    {
        switch (option)
        {
            case "-readconfig":
                return ReadConfig(readConfigFile(Path.GetFileName(value))).Select(Device);
            case "-device":
                return [Device(Parts(value, "driver"))];
            case "-blockdev":
                using (var document = JsonDocument.Parse(value))
                {
                    return ["blockdev " + Chain(document.RootElement)];
                }

            case "-object":
                var item = Parts(value, "qom-type");
                return item.TryGetValue("limits", out var limits) && limits == "{}" ? [] : [$"object {Join(item)}"];
            case "-netdev":
                return ["netdev " + Join(Parts(value, "type"), "script", "downscript")];
            case "-chardev":
                var chardev = Parts(value, "backend");
                return chardev["id"].StartsWith("qmp", StringComparison.Ordinal) ? [] : [$"chardev {Join(chardev)}"];
            case "-machine":
                var machine = Parts(value, "type");
                machine["type"] = Revision().Replace(machine["type"], "");
                return [$"machine {Join(machine, "accel")}"];
            case "-cpu":
                var flags = value.Split(',');
                return [$"cpu {flags[0]} {string.Join(',', flags[1..].Order(StringComparer.Ordinal))}"];
            case "-smp" or "-m" or "-boot" or "-rtc" or "-smbios" or "-numa" or "-drive" or "-spice" or "-global" or "-iscsi":
                return [$"{option} {Join(Parts(value, ""), "splash")}"];
            default:
                return [$"{option} {Paths(value)}"];
        }
    }

    private static string Device(Dictionary<string, string> device)
    {
        if (device.TryGetValue("addr", out var address))
        {
            device["addr"] = string.Join('.', address.Split('.').Select(p => int.Parse(p.Replace("0x", "", StringComparison.Ordinal), NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
                is var place && place.EndsWith(".0", StringComparison.Ordinal) ? place[..^2] : place;
        }

        return "device " + Join(device, "host_tunnel");
    }

    private static Dictionary<string, string> Parts(string value, string firstKey)
    {
        var parts = new Dictionary<string, string>();
        if (value.StartsWith('{'))
        {
            using var document = JsonDocument.Parse(value);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                parts[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
            }

            return parts;
        }

        foreach (var part in value.Replace(",,", "\0", StringComparison.Ordinal).Split(','))
        {
            var (key, text) = part.Split('=', 2) is [var k, var v] ? (k, v) : parts.Count == 0 ? (firstKey, part) : (part, "on");
            parts[key] = Paths(text.Replace('\0', ','));
        }

        return parts;
    }

    private static string Chain(JsonElement node)
    {
        var text = new StringBuilder();
        if (node.GetProperty("driver").GetString() != "throttle")
        {
            foreach (var member in node.EnumerateObject().Where(m => GraphKeys.Contains(m.Name)).OrderBy(m => m.Name, StringComparer.Ordinal))
            {
                text.Append(member.Name).Append('=').Append(Paths(Canonical(member.Value))).Append(' ');
            }
        }

        foreach (var child in (ReadOnlySpan<string>)["backing", "file"])
        {
            if (node.TryGetProperty(child, out var below) && below.ValueKind == JsonValueKind.Object)
            {
                text.Append('<').Append(child).Append(": ").Append(Chain(below)).Append("> ");
            }
        }

        return text.ToString();
    }

    private static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => $"{m.Name}:{Canonical(m.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Canonical)) + "]",
        _ => value.ToString(),
    };

    private static string Join(Dictionary<string, string> parts, params string[] without) =>
        string.Join(',', parts.Where(p => !without.Contains(p.Key)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));

    private static string Paths(string value) => FirmwareFolder().Replace(RunFile().Replace(value, "RUN/$1"), "FW/");

    private static IEnumerable<Dictionary<string, string>> ReadConfig(string text)
    {
        Dictionary<string, string>? device = null;
        foreach (var line in text.Split('\n').Select(l => l.Trim()).Append("[end]"))
        {
            if (line.StartsWith('['))
            {
                if (device is not null)
                {
                    yield return device;
                }

                device = line.Split('"') is [_, var id, _] ? new Dictionary<string, string> { ["id"] = id } : [];
            }
            else if (!line.StartsWith('#') && line.Split('=', 2) is [var key, var value])
            {
                device![key.Trim()] = value.Trim().Trim('"');
            }
        }
    }

    [GeneratedRegex(@"'([^']*)'|[^\s']+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\+pve\d+$")]
    private static partial Regex Revision();

    [GeneratedRegex(@"/(?:var/)?run/[^,]*?/(?:\d+[.-])?([^/,]*)(?=,|$)")]
    private static partial Regex RunFile();

    [GeneratedRegex(@"/usr/share/(?:pve-edk2-firmware|OVMF|AAVMF)/+")]
    private static partial Regex FirmwareFolder();
}
