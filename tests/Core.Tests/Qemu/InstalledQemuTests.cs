using CsCheck;
using Domar.Core.Qemu;
using Domar.TestKit;

namespace Domar.Core.Tests.Qemu;

/// <summary>Starts this machine's QEMU with plans: what stock QEMU does not accept must not be planned.</summary>
[TestClass]
public sealed class InstalledQemuTests
{
    public static IEnumerable<object[]> Configs()
    {
        foreach (var machine in (string[])["pc", "q35", "pc-i440fx-7.1", "pc-q35-6.2", "pc-q35-5.1+pve1"])
        {
            yield return [$"machine: {machine}\nscsi0: local:100/vm-100-disk-0.raw\nscsihw: virtio-scsi-single\nnet0: virtio=BC:24:11:00:00:01,bridge=vmbr0\nserial0: socket\nagent: 1"];
            yield return [$"machine: {machine}\nide0: local:100/vm-100-disk-0.raw\nide2: local:iso/one.iso,media=cdrom\nide3: none,media=cdrom"];
            yield return [$"machine: {machine}\nsata0: local:100/vm-100-disk-0.raw,ssd=1,serial=abc\nsata5: none,media=cdrom\nscsi1: none,media=cdrom"];
            yield return [$"machine: {machine}\nvirtio0: local:100/vm-100-disk-0.qcow2,iothread=1,discard=on\nvirtio15: local:100/vm-100-disk-0.raw,cache=writeback"];
        }

        foreach (var controller in (string[])["lsi", "lsi53c810", "virtio-scsi-pci", "virtio-scsi-single", "megasas", "pvscsi"])
        {
            yield return [$"scsihw: {controller}\nscsi0: local:100/vm-100-disk-0.raw,iothread=1,cache=none,wwn=0x500000000000abcd,product=Disk,vendor=Domar"];
            yield return [$"machine: q35\nscsihw: {controller}\nscsi14: local:100/vm-100-disk-0.raw,cache=unsafe,aio=threads\nscsi2: local:iso/one.iso,media=cdrom"];
        }

        foreach (var cache in (string[])["none", "writethrough", "writeback", "unsafe", "directsync"])
        {
            yield return [$"virtio0: local:100/vm-100-disk-0.qcow2,cache={cache},mbps_rd=10,mbps_rd_max=20,iops=100,iops_max=200,iops_max_length=5,werror=stop,rerror=report"];
        }

        foreach (var model in (string[])["virtio", "e1000", "e1000-82540em", "e1000-82544gc", "e1000-82545em", "e1000e", "rtl8139", "vmxnet3", "pcnet", "ne2k_pci", "ne2k_isa", "i82551", "i82557b", "i82559er"])
        {
            yield return [$"net0: {model}=BC:24:11:00:00:01,bridge=vmbr0\nnet31: {model}=BC:24:11:00:00:02"];
        }

        foreach (var vga in (string[])["std", "std,memory=64", "cirrus", "vmware", "qxl", "qxl2", "virtio", "virtio,memory=128", "std,clipboard=vnc", "none", "serial0"])
        {
            yield return [$"vga: {vga}\nserial0: socket\nserial1: socket\nserial3: socket"];
            yield return [$"machine: q35\nvga: {vga}\nserial0: socket\nostype: win11"];
        }

        foreach (var cpu in (string[])["kvm64", "host", "max", "qemu64,flags=+aes;-svm", "x86-64-v2-AES", "x86-64-v3", "Haswell-noTSX", "EPYC,hidden=1", "host,flags=+hv-tlbflush;+pcid"])
        {
            yield return [$"cpu: {cpu}\ncores: 2\nsockets: 2\nnuma: 1\nostype: win10"];
        }

        yield return ["cores: 4\nvcpus: 2\nhotplug: cpu,disk,network\ncpu: x86-64-v2-AES"];
        yield return ["memory: 2048\nhotplug: memory,disk\nnuma: 1\nsockets: 2\ncores: 2"];
        yield return ["memory: 512\nnuma: 1\ncores: 4\nnuma0: cpus=0-1;3,memory=256\nnuma1: cpus=2,memory=256"];
        yield return ["memory: 512\nballoon: 256\nshares: 500"];
        yield return ["balloon: 0\nacpi: 0\ntablet: 0\nreboot: 0\nkvm: 0\nlocaltime: 1\ntdf: 1\nstartdate: 2020-01-02T03:04:05"];
        yield return ["rng0: source=/dev/urandom,max_bytes=2048,period=500"];
        yield return ["machine: q35\nrng0: source=/dev/random,max_bytes=0\nvmgenid: c773c261-d800-4348-9f5d-167fadd53cf8\nsmbios1: uuid=7b10d7af-b932-4c66-b2c3-3996152ec465,base64=1,manufacturer=QSwgQg=="];
        yield return ["agent: 1,type=isa\nwatchdog: model=i6300esb,action=reset\naudio0: device=AC97,driver=none"];
        yield return ["machine: q35\nwatchdog: ib700,action=poweroff\naudio0: device=ich9-intel-hda,driver=spice\nivshmem: size=4,name=test-domar"];
        yield return ["audio0: device=intel-hda,driver=none\nkeyboard: de"];
        yield return ["machine: q35,viommu=virtio\nusb0: host=1234:5678\nostype: l26"];
        yield return ["usb0: host=1234:5678,usb3=1\nusb1: host=1-1.2"];
        yield return ["machine: q35,viommu=intel,enable-s3=1\nostype: l26\nusb13: host=1234:5678"];
        yield return ["args: -device 'pci-testdev' -global \"VGA.vgamem_mb=32\""];
        yield return ["template: 1\nscsi0: local:100/vm-100-disk-0.raw\nscsihw: virtio-scsi-pci\nsata0: local:100/vm-100-disk-0.qcow2"];
    }

    public static IEnumerable<object[]> UefiConfigs() =>
    [
        ["bios: ovmf", "OVMF_CODE.fd"],
        ["bios: ovmf\nmachine: q35\nefidisk0: local:100/efi-2m.raw", "OVMF_CODE.fd"],
        ["bios: ovmf\nmachine: pc\nefidisk0: local:100/efi-4m.raw,efitype=4m", "OVMF_CODE_4M.fd"],
        ["bios: ovmf\nmachine: q35\nefidisk0: local:100/efi-4m.raw,efitype=4m,pre-enrolled-keys=1", "OVMF_CODE_4M.secboot.fd"],
    ];

    [TestMethod]
    [DynamicData(nameof(Configs))]
    public void Qemu_StartedWithPlan_AnswersQmp(string config)
    {
        var host = InstalledQemu.RequireFacts();
        using var folder = Volumes();
        using var qemu = InstalledQemu.Start(PlanFixture.Plan(config, host, folder.Path, folder.Path));
        Assert.Contains("prelaunch", qemu.Execute(new QmpStep("query-status", "{}")));
    }

    [TestMethod]
    [DynamicData(nameof(UefiConfigs))]
    public void Qemu_StartedWithUefiPlan_AnswersQmp(string config, string firmware)
    {
        var host = InstalledQemu.RequireFacts();
        if (!host.HasFirmware(firmware))
        {
            Assert.Inconclusive($"SKIPPED: {firmware} is not in {host.OvmfFolder}. Install ovmf.");
        }

        using var folder = Volumes();
        File.Copy($"{host.OvmfFolder}/OVMF_VARS_4M.fd", folder["images/100/efi-4m.raw"]);
        if (File.Exists($"{host.OvmfFolder}/OVMF_VARS.fd"))
        {
            File.Copy($"{host.OvmfFolder}/OVMF_VARS.fd", folder["images/100/efi-2m.raw"]);
        }

        using var qemu = InstalledQemu.Start(PlanFixture.Plan(config, host, folder.Path, folder.Path));
        Assert.Contains("prelaunch", qemu.Execute(new QmpStep("query-status", "{}")));
    }

    [TestMethod]
    public void Qemu_AfterStartSteps_AreAccepted()
    {
        var host = InstalledQemu.RequireFacts();
        using var folder = Volumes();
        var plan = PlanFixture.Plan("memory: 512\nballoon: 256\nnet0: virtio=BC:24:11:00:00:01,link_down=1", host, folder.Path, folder.Path);
        Assert.HasCount(3, plan.AfterStart);
        using var qemu = InstalledQemu.Start(plan);
        foreach (var step in plan.AfterStart)
        {
            qemu.Execute(step);
        }
    }

    [TestMethod]
    [DataRow("scsi1", "scsihw: virtio-scsi-single\nscsi0: local:100/vm-100-disk-0.raw", "scsi1: local:100/vm-100-disk-1.raw,iothread=1,ssd=1,mbps_rd=5,wwn=0x500000000000abcd")]
    [DataRow("scsi1", "scsihw: virtio-scsi-pci\nscsi0: local:100/vm-100-disk-0.raw", "scsi1: local:100/vm-100-disk-1.raw,discard=on")]
    [DataRow("scsi0", "scsihw: virtio-scsi-pci", "scsi0: local:100/vm-100-disk-0.qcow2,cache=writethrough,serial=abc")]
    [DataRow("virtio3", "machine: q35", "virtio3: local:100/vm-100-disk-1.raw,iothread=1")]
    [DataRow("net1", "", "net1: virtio=BC:24:11:00:00:02,mtu=1400")]
    [DataRow("net7", "machine: q35", "net7: e1000=BC:24:11:00:00:02,link_down=1")]
    public void Qemu_PlugSteps_AreAccepted(string key, string running, string added)
    {
        var host = InstalledQemu.RequireFacts();
        using var folder = Volumes();
        using var qemu = InstalledQemu.Start(PlanFixture.Plan(running, host, folder.Path, folder.Path));
        Run(qemu, Change(running, $"{running}\n{added}"));

        // A SCSI disk goes without the guest's consent; for a PCI device there is no guest to ask here.
        if (key.StartsWith("scsi", StringComparison.Ordinal) && !running.Contains("single", StringComparison.Ordinal))
        {
            Run(qemu, Change($"{running}\n{added}", running));
            Run(qemu, Change(running, $"{running}\n{added}"));
        }

        HotplugPlan Change(string from, string to) => PlanFixture.Change(key, from, to, host, folder.Path, folder.Path, qemu.Devices());
    }

    [TestMethod]
    [DataRow("ide2: none,media=cdrom")]
    [DataRow("ide2: local:iso/one.iso,media=cdrom")]
    public void Qemu_MediumAndLimitSteps_AreAccepted(string before)
    {
        var host = InstalledQemu.RequireFacts();
        using var folder = Volumes();
        const string Disk = "virtio0: local:100/vm-100-disk-0.raw,mbps_rd=5\n";
        using var qemu = InstalledQemu.Start(PlanFixture.Plan(Disk + before, host, folder.Path, folder.Path));
        const string Inserted = Disk + "ide2: local:iso/two.iso,media=cdrom";
        foreach (var (key, from, to) in ((string, string, string)[])
        [
            ("ide2", Disk + before, Inserted),
            ("ide2", Inserted, Disk + "ide2: none,media=cdrom"),
            ("ide2", Disk + "ide2: none,media=cdrom", Inserted),
            ("virtio0", Inserted, Inserted.Replace("mbps_rd=5", "iops=100,iops_max=150", StringComparison.Ordinal)),
        ])
        {
            Run(qemu, PlanFixture.Change(key, from, to, host, folder.Path, folder.Path, qemu.Devices()));
        }

        Assert.Contains("two.iso", qemu.Execute(new QmpStep("query-block", "{}")));
        Assert.Contains("\"iops-total\": 100", qemu.Execute(new QmpStep("qom-get", """{"path":"/objects/throttle-drive-virtio0","property":"limits"}""")));
    }

    [TestMethod]
    public void Qemu_StartedWithRandomPlans_AnswersQmp()
    {
        var host = InstalledQemu.RequireFacts();
        using var folder = Volumes();
        RandomConfig.Startable.Sample(
            config =>
            {
                var section = PlanFixture.Config(config);
                foreach (var name in section.Entries.Select(e => e.Value.Split(',')[0]).Where(v => v.StartsWith("local:100/", StringComparison.Ordinal)))
                {
                    using var file = File.Create(folder[$"images/100/{name[10..]}"]);
                    file.SetLength(4 << 20);
                }

                QemuLaunchPlan plan;
                try
                {
                    plan = PlanFixture.Plan(config, host, folder.Path, folder.Path);
                }
                catch (PlanException)
                {
                    return; // refused with a reason, as it should be
                }

                using var qemu = InstalledQemu.Start(plan);
                plan.AfterStart.ToList().ForEach(step => qemu.Execute(step));
            },
            seed: Environment.GetEnvironmentVariable("DOMAR_FUZZ_SEED") is "random" ? null : "0002kWvGvBi2",
            iter: int.Parse(Environment.GetEnvironmentVariable("DOMAR_FUZZ_COUNT") ?? "30", System.Globalization.CultureInfo.InvariantCulture),
            threads: 1);
    }

    private static void Run(InstalledQemu qemu, HotplugPlan plan)
    {
        var steps = Assert.IsInstanceOfType<HotplugNow>(plan).Steps;
        Assert.IsNotEmpty(steps);
        foreach (var step in steps)
        {
            qemu.Execute(step);
        }
    }

    private static TempFolder Volumes()
    {
        var folder = new TempFolder();
        Directory.CreateDirectory(folder["images/100"]);
        Directory.CreateDirectory(folder["template/iso"]);
        foreach (var name in (string[])["images/100/vm-100-disk-0.raw", "images/100/vm-100-disk-1.raw", "template/iso/one.iso", "template/iso/two.iso"])
        {
            using var file = File.Create(folder[name]);
            file.SetLength(4 << 20);
        }

        using var make = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "qemu-img", ["create", "-q", "-f", "qcow2", folder["images/100/vm-100-disk-0.qcow2"], "4M"]))!;
        make.WaitForExit();
        return folder;
    }
}
