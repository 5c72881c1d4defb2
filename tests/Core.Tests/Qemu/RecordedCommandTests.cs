using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Domar.Core.Config;
using Domar.Core.Qemu;
using Domar.TestKit;

namespace Domar.Core.Tests.Qemu;

/// <summary>Compares plans with the recorded command lines of Proxmox VE for the same configurations: the guest must find the same hardware.</summary>
[TestClass]
public sealed partial class RecordedCommandTests
{
    // What is reached once stays reached.
    private const int LeastEqual = 68;

    private static readonly string[] Plain =
    [
        "minimal-defaults", "os-other", "os-l24", "simple-virtio-blk", "simple-lvm", "simple-lvmthin", "simple-btrfs", "simple-cifs",
        "simple-disk-passthrough", "simple-rbd", "bootorder", "bootorder-empty", "aio", "netdev", "netdev_vxlan", "netdev-7.0-multiqueues",
        "netdev-7.1-multiqueues", "efi-raw", "efi-ovmf-without-efidisk", "efidisk-on-rbd", "q35-ide", "seabios_serial", "qga-minimal",
        "startdate-l26", "simple-backingchain", "scsiblk", "cpu-level", "memory-hugepages-2m", "memory-hotplug", "old-qemu",
        "minimal-defaults-to-new-machine", "unsupported-storage-content-type", "usb13-error",
    ];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Plan_OfRecordedConfigs_GivesTheRecordedHardware()
    {
        var folder = SharedData.Require("pve", "vm-command");
        var results = Directory.EnumerateFiles(folder, "*.conf", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .ToDictionary(f => Path.GetRelativePath(folder, f)[..^5], f => Compare(folder, f));
        foreach (var (name, difference) in results.Where(r => r.Value is not null))
        {
            TestContext.WriteLine($"differs: {name}\n{difference}");
        }

        var equal = results.Count(r => r.Value is null);
        TestContext.WriteLine($"{equal} of {results.Count} equal");
        var broken = Plain.Where(name => results[name] is not null).ToList();
        Assert.IsEmpty(broken, $"These must be equal and are not: {string.Join(", ", broken)}\n{string.Join('\n', broken.Select(b => $"{b}:\n{results[b]}"))}");
        Assert.IsGreaterThanOrEqualTo(LeastEqual, equal, string.Join('\n', results.Where(r => r.Value is not null).Select(r => $"{r.Key}:\n{r.Value}")));
    }

    /// <summary>What differs, or null.</summary>
    private static string? Compare(string folder, string configFile)
    {
        var text = File.ReadAllText(configFile);
        var head = Header().Matches(text).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        IReadOnlyList<string> planned;
        try
        {
            planned = ShowCommandPlanner.Run(text, configFile, File.ReadAllText(Path.Combine(folder, "storage.cfg")), HostJson(folder, head));
        }
        catch (Exception e) when (e is PlanException or ConfigParseException or ConfigValueException)
        {
            return head.TryGetValue("EXPECT_ERROR", out var expected)
                ? e.Message.Contains(expected, StringComparison.Ordinal) ? null : $"  expected error '{expected}', got '{e.Message}'"
                : $"  error: {e.Message}";
        }

        if (head.TryGetValue("EXPECT_ERROR", out var missing))
        {
            return $"  expected error '{missing}', got a plan";
        }

        string ReadConfig(string name) => File.ReadAllText(Path.Combine(folder, name));
        var got = CommandLine.Normalize(planned, ReadConfig);
        var want = CommandLine.Normalize(CommandLine.SplitShell(File.ReadAllText(configFile + ".cmd")), ReadConfig);
        return got.SequenceEqual(want)
            ? null
            : string.Join('\n', Without(want, got).Select(l => $"  missing  {l}").Concat(Without(got, want).Select(l => $"  extra    {l}")));
    }

    private static List<string> Without(List<string> lines, List<string> others)
    {
        var left = new List<string>(lines);
        others.ForEach(line => left.Remove(line));
        return left;
    }

    private static string HostJson(string folder, Dictionary<string, string> head)
    {
        var host = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "host.json")))!;
        foreach (var (key, member) in ((string, string)[])[("QEMU_VERSION", "qemuVersion"), ("HOST_ARCH", "arch"), ("HOST_CPU_VENDOR", "cpuVendor")])
        {
            if (head.TryGetValue(key, out var value))
            {
                host[member] = value;
            }
        }

        if (head.ContainsKey("HW_CAPABILITIES"))
        {
            host["hardwareCapabilities"] = JsonNode.Parse(
                """{"amd-sev":{"cbitpos":51,"reduced-phys-bits":6,"sev-support":true,"sev-support-es":true,"sev-support-snp":true}}""");
        }

        return host.ToJsonString();
    }

    [GeneratedRegex(@"^#\s*(QEMU_VERSION|HOST_ARCH|HOST_CPU_VENDOR|HW_CAPABILITIES|EXPECT_ERROR):\s*(.*?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Header();
}
