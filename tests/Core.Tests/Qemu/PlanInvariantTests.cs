using System.Text.Json;
using CsCheck;
using Domar.Core.Qemu;

namespace Domar.Core.Tests.Qemu;

/// <summary>What holds for every plan, over random configurations: a plan is refused with a reason, or everything in it fits together.</summary>
[TestClass]
public sealed class PlanInvariantTests
{
    private static readonly Gen<string> Line = Gen.OneOf(
        Choice("machine", "pc", "q35", "pc-i440fx-5.1", "pc-q35-7.1+pve2", "q35,viommu=intel", "pc,viommu=virtio", "pc-q35-6.2.pxe"),
        Choice("ostype", "l26", "l24", "other", "win11", "win7", "w2k", "solaris"),
        Choice("scsihw", "lsi", "lsi53c810", "virtio-scsi-pci", "virtio-scsi-single", "megasas", "pvscsi"),
        Choice("bios", "ovmf", "seabios"),
        Choice("efidisk0", "local:100/efi.raw", "thin:vm-100-efi,efitype=4m"),
        Choice("cpu", "host", "kvm64,flags=+aes;-kvm_pv_eoi", "x86-64-v4", "EPYC-Rome", "max,hidden=1"),
        Choice("vga", "std", "qxl", "qxl3,memory=32", "virtio", "virtio-gl", "none", "serial0", "cirrus", "vmware,memory=16"),
        Choice("cores", "1", "3", "16"), Choice("sockets", "1", "2"), Choice("vcpus", "1", "2"), Choice("numa", "0", "1"),
        Choice("memory", "512", "1024", "4096", "20480"), Choice("balloon", "0", "256"), Choice("hugepages", "any", "2", "1024"),
        Choice("hotplug", "0", "1", "disk,network,memory", "cpu,usb"),
        Choice("boot", "order=scsi0;net0;ide2", "cdn", "n", ""), Choice("bootdisk", "scsi0", "virtio1"),
        Choice("agent", "1", "1,type=isa", "0"), Choice("rng0", "source=/dev/urandom"), Choice("watchdog", "model=i6300esb,action=reset"),
        Choice("audio0", "device=AC97", "device=ich9-intel-hda,driver=none"), Choice("ivshmem", "size=8"), Choice("template", "1", "0"),
        Choice("kvm", "0", "1"), Choice("serial0", "socket", "/dev/ttyS3"), Choice("serial3", "socket"), Choice("tablet", "0"),
        Choice("usb0", "host=1234:5678", "spice", "host=2-1.4,usb3=1"), Choice("usb7", "host=1234:5678"),
        Choice("hostpci0", "01:00", "01:00.1,pcie=1", "0000:02:00.0,x-vga=1"), Choice("hostpci9", "02:00.0,pcie=1"),
        Disk("scsi", 31), Disk("virtio", 16), Disk("sata", 6), Disk("ide", 4), Nic());

    private static readonly Gen<string> Config = Line.List[0, 25].Select(lines => string.Join('\n', lines.DistinctBy(l => l[..l.IndexOf(':', StringComparison.Ordinal)])));

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
    public void Plan_OfAnyConfig_FitsTogetherOrIsRefused() => Gen.Select(Config, Host).Sample((config, host) =>
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
    public void Change_OfAnyKey_IsPlannedOrRefused() => Gen.Select(Config, Line, Host).Sample((config, line, host) =>
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

    private static Gen<string> Choice(string key, params string[] values) => Gen.OneOfConst(values).Select(v => $"{key}: {v}");

    private static Gen<string> Disk(string bus, int count) => Gen.Select(
        Gen.Int[0, count - 1],
        Gen.OneOfConst("local:100/a.raw", "local:100/a.qcow2", "thin:vm-100-disk-1", "none,media=cdrom", "local:iso/a.iso,media=cdrom", "/dev/sdz", "cdrom,media=cdrom"),
        Gen.OneOfConst("", ",cache=writeback", ",cache=unsafe,aio=threads", ",aio=native", bus is "scsi" or "virtio" ? ",iothread=1,discard=on" : ",discard=on,ssd=1", ",mbps=3,iops_rd_max=7"))
        .Select((index, volume, more) => $"{bus}{index}: {volume}{(volume.Contains("cdrom", StringComparison.Ordinal) ? "" : more)}");

    private static Gen<string> Nic() => Gen.Select(
        Gen.Int[0, 31],
        Gen.OneOfConst("virtio", "e1000", "e1000e", "rtl8139", "vmxnet3", "ne2k_isa", "pcnet"),
        Gen.OneOfConst("", ",bridge=vmbr0", ",bridge=vmbr0,queues=4,mtu=1400", ",link_down=1", ",bridge=vmbr0,mtu=1"))
        .Select((index, model, more) => $"net{index}: {model}=BC:24:11:00:00:{index:X2}{more}");
}
