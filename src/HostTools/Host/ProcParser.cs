using System.Collections.Frozen;
using System.Globalization;

namespace Domar.HostTools.Host;

/// <summary>Reads the text of files in /proc. All throw <see cref="FormatException"/>, with the file's name, for what does not have its form.</summary>
public static class ProcParser
{
    /// <summary>Parses /proc/uptime.</summary>
    public static TimeSpan ParseUptime(string text)
    {
        var fields = Words(text);
        return TimeSpan.FromSeconds(fields.Length < 2 ? throw Malformed("uptime", text) : Real("uptime", fields[0], text));
    }

    /// <summary>Parses /proc/loadavg.</summary>
    public static LoadAverage ParseLoadAverage(string text)
    {
        var fields = Words(text);
        return fields.Length < 3
            ? throw Malformed("loadavg", text)
            : new LoadAverage(Real("loadavg", fields[0], text), Real("loadavg", fields[1], text), Real("loadavg", fields[2], text));
    }

    /// <summary>Parses /proc/meminfo.</summary>
    public static MemoryStatus ParseMemory(string text)
    {
        Span<long?> values = [null, null, null, null, null];
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var colon = line.IndexOf(':');
            var index = colon < 0 ? -1 : line[..colon] switch
            {
                "MemTotal" => 0,
                "MemAvailable" => 1,
                "MemFree" => 2,
                "SwapTotal" => 3,
                "SwapFree" => 4,
                _ => -1,
            };
            if (index >= 0)
            {
                var value = line[(colon + 1)..].Trim();
                values[index] = value.EndsWith(" kB", StringComparison.Ordinal) && long.TryParse(value[..^3], NumberStyles.None, CultureInfo.InvariantCulture, out var kib)
                    ? kib * 1024
                    : throw Malformed("meminfo", line.ToString());
            }
        }

        // A kernel without swap has no lines for it.
        return values is [{ } total, { } available, { } free, var swapTotal, var swapFree]
            ? new MemoryStatus(total, available, free, swapTotal ?? 0, swapFree ?? 0)
            : throw Malformed("meminfo", text);
    }

    /// <summary>Parses the first line of /proc/stat.</summary>
    public static CpuTimes ParseCpuTimes(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var line = end < 0 ? text : text[..end];
        var fields = Words(line);
        if (fields.Length < 5 || fields[0] != "cpu")
        {
            throw Malformed("stat", line);
        }

        // user nice system idle iowait irq softirq steal; guest and guest_nice, which follow, are in user and nice already.
        var ticks = fields.Skip(1).Take(8).Select(field => long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Malformed("stat", line)).ToArray();
        return new CpuTimes(ticks[3], ticks.Length > 4 ? ticks[4] : 0, ticks.Sum());
    }

    /// <summary>Parses /proc/cpuinfo of x86-64 (and, with less in it, of other architectures).</summary>
    public static CpuInfo ParseCpuInfo(string text)
    {
        var (vendor, model, megaHertz, addressBits) = ("", "", 0.0, 0);
        var flags = FrozenSet<string>.Empty;
        var threads = 0;
        HashSet<string> packages = [];
        HashSet<(string Package, string Core)> cores = [];
        var package = "0";
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                continue;
            }

            var (key, value) = (line[..colon].Trim(), line[(colon + 1)..].Trim());
            switch (key)
            {
                case "processor":
                    threads++;
                    break;
                case "vendor_id":
                    vendor = value;
                    break;
                case "model name" when model.Length == 0:
                    model = value;
                    break;
                case "cpu MHz" when megaHertz == 0:
                    megaHertz = Real("cpuinfo", value, line);
                    break;
                case "physical id":
                    package = value;
                    packages.Add(value);
                    break;
                case "core id":
                    cores.Add((package, value));
                    break;
                case "address sizes" when addressBits == 0:
                    // "48 bits physical, 48 bits virtual"
                    addressBits = int.TryParse(Words(value).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var bits) ? bits : throw Malformed("cpuinfo", line);
                    break;
                case "flags" or "Features" when flags.Count == 0:
                    flags = Words(value).ToFrozenSet(StringComparer.Ordinal);
                    break;
                default:
                    break;
            }
        }

        return threads == 0
            ? throw Malformed("cpuinfo", text)
            : new CpuInfo(vendor, model, Math.Max(1, packages.Count), cores.Count > 0 ? cores.Count : threads, threads, megaHertz, addressBits, flags);
    }

    /// <summary>Parses /proc/PID/statm: resident and shared pages.</summary>
    public static (long ResidentPages, long SharedPages) ParseStatm(string text)
    {
        var fields = Words(text);
        return fields.Length >= 3 && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var resident)
            && long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var shared)
            ? (resident, shared)
            : throw Malformed("PID/statm", text);
    }

    /// <summary>Parses /proc/PID/io: bytes that really went from and to disks.</summary>
    public static (long ReadBytes, long WrittenBytes) ParseIo(string text)
    {
        long? read = null, written = null;
        foreach (var line in text.Split('\n'))
        {
            var fields = Words(line);
            if (fields is [var key, var value] && key is "read_bytes:" or "write_bytes:")
            {
                var bytes = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Malformed("PID/io", line);
                if (key == "read_bytes:")
                {
                    read = bytes;
                }
                else
                {
                    written = bytes;
                }
            }
        }

        return read is { } readBytes && written is { } writtenBytes ? (readBytes, writtenBytes) : throw Malformed("PID/io", text);
    }

    private static string[] Words(string text) => text.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static double Real(string file, string value, string context) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : throw Malformed(file, context);

    /// <summary>Parses the line <c>usage_usec</c> of a cgroup's <c>cpu.stat</c> (cgroup v2).</summary>
    public static TimeSpan ParseCgroupCpuTime(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("usage_usec ", StringComparison.Ordinal) &&
                long.TryParse(line["usage_usec ".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds))
            {
                return TimeSpan.FromMicroseconds(microseconds);
            }
        }

        throw Malformed("cpu.stat", text);
    }

    /// <summary>Parses a file of a cgroup that is one number, as <c>memory.current</c>.</summary>
    public static long ParseCgroupNumber(string text) =>
        long.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Malformed("memory.current", text);

    private static FormatException Malformed(string file, string text) =>
        new($"/proc/{file} does not have the form that is known: '{(text.Length > 80 ? text[..80] + "..." : text).Trim()}'");
}
