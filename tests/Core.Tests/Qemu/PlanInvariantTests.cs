using System.Text.Json;
using CsCheck;
using Domar.Core.Qemu;

namespace Domar.Core.Tests.Qemu;

/// <summary>What holds for every plan, over random configurations: a plan is refused with a reason, or everything in it fits together.</summary>
[TestClass]
public sealed class PlanInvariantTests
{
    private static readonly Gen<HostFacts> Host = Gen.Select(Gen.OneOfConst("7.2.22", "10.0.2", "11.0"), Gen.Bool, Gen.Bool, Gen.Bool).Select((version, kvm, tap, proxmox) =>
        PlanFixture.StockHost(version) is var host
            ? host with
            {
                Accelerator = kvm ? Accelerator.Kvm : Accelerator.Tcg,
                NetworkMode = tap ? NetworkMode.Tap : NetworkMode.User,
                HasVhostNet = kvm,
                HugepageSizesMiB = [2],
                SpicePort = proxmox ? 61000 : null,
                PciDevices = [new("0000:01:00.0"), new("0000:01:00.1"), new("0000:02:00.0")],
                Qemu = host.Qemu with { IsProxmoxBuild = proxmox, HasSpice = proxmox },
            }
            : throw new System.Diagnostics.UnreachableException());

    [TestMethod]
    public void Plan_OfAnyConfig_FitsTogetherOrIsRefused() => Gen.Select(RandomConfig.Any, Host).Sample((config, host) =>
    {
        QemuLaunchPlan plan;
        try
        {
            plan = PlanFixture.Plan(config, host);
        }
        catch (PlanException e)
        {
            Assert.IsGreaterThan(20, e.Message.Length);
            return;
        }

        CheckReferences(plan);
    }, iter: 3000);

    [TestMethod]
    public void Change_OfAnyKey_IsPlannedOrRefused() => Gen.Select(RandomConfig.Any, RandomConfig.Line, Host).Sample((config, line, host) =>
    {
        var key = line[..line.IndexOf(':', StringComparison.Ordinal)];
        var without = string.Join('\n', config.Split('\n').Where(l => !l.StartsWith(key + ":", StringComparison.Ordinal)));
        foreach (var (from, to) in ((string, string)[])[(without, $"{without}\n{line}"), ($"{without}\n{line}", without), (config, $"{without}\n{line}")])
        {
            try
            {
                if (PlanFixture.Change(key, from, to, host) is HotplugNow now)
                {
                    foreach (var step in now.Steps.Concat(now.Steps.Select(s => s.Undo).OfType<QmpStep>()))
                    {
                        using var arguments = JsonDocument.Parse(step.ArgumentsJson);
                        Assert.AreEqual(JsonValueKind.Object, arguments.RootElement.ValueKind);
                    }
                }
            }
            catch (PlanException e)
            {
                Assert.IsGreaterThan(20, e.Message.Length);
            }
        }
    }, iter: 1000);

    // Every id is given once; every bus, drive, netdev, chardev and object that something refers to is there.
    private static void CheckReferences(QemuLaunchPlan plan)
    {
        var ids = new Dictionary<string, HashSet<string>>();
        var references = new List<(string Kind, string Id)>();
        for (var i = 0; i + 1 < plan.Arguments.Count; i++)
        {
            var (option, value) = (plan.Arguments[i], plan.Arguments[i + 1]);
            if (option is "-device" or "-netdev" or "-chardev" or "-object" or "-drive" or "-audiodev")
            {
                Note(ids, references, option, value);
            }
            else if (option == "-blockdev")
            {
                using var node = JsonDocument.Parse(value);
                Add(ids, "-drive", node.RootElement.GetProperty("node-name").GetString()!);
            }
        }

        string[] builtIn = ["pci.0", "pcie.0"];
        foreach (var (kind, id) in references.Where(r => !builtIn.Contains(r.Id)))
        {
            var isBusOfBoard = kind == "-device" && (id.StartsWith("ide.", StringComparison.Ordinal) || ids["-device"].Contains(id[..Math.Max(0, id.LastIndexOf('.'))]));
            Assert.IsTrue(isBusOfBoard || (ids.TryGetValue(kind, out var known) && known.Contains(id)), $"{kind} {id} is referred to and not there: {string.Join(' ', plan.Arguments)}");
        }
    }

    private static void Note(Dictionary<string, HashSet<string>> ids, List<(string Kind, string Id)> references, string option, string value)
    {
        if (value.StartsWith('{'))
        {
            using var item = JsonDocument.Parse(value);
            Add(ids, option, item.RootElement.GetProperty("id").GetString()!);
            return;
        }

        foreach (var pair in value.Split(',').Select(p => p.Split('=', 2)).Where(p => p.Length == 2))
        {
            switch (pair[0])
            {
                case "id":
                    Add(ids, option, pair[1]);
                    break;
                case "bus":
                    references.Add(("-device", pair[1]));
                    break;
                case "drive" or "netdev" or "chardev" or "audiodev":
                    references.Add(($"-{pair[0]}", pair[1]));
                    break;
                case "iothread" or "memdev" or "rng":
                    references.Add(("-object", pair[1]));
                    break;
                default:
                    break;
            }
        }
    }

    private static void Add(Dictionary<string, HashSet<string>> ids, string kind, string id) =>
        Assert.IsTrue((ids.TryGetValue(kind, out var known) ? known : ids[kind] = []).Add(id), $"{kind} {id} is there twice");
}
