using CsCheck;

namespace Domar.Core.Tests.Qemu;

/// <summary>Random configurations, valid key by key.</summary>
internal static class RandomConfig
{
    public static readonly Gen<string> Line = Gen.OneOf(
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

    public static readonly Gen<string> Any = Join(Line);

    /// <summary>Those that a host without devices to hand over can start, each disk with a file of its own.</summary>
    public static readonly Gen<string> Startable = Join(Gen.OneOf(
        Choice("machine", "pc", "q35", "pc-i440fx-5.1", "pc-q35-7.1+pve2", "pc-q35-6.2"),
        Choice("ostype", "l26", "other", "win11", "win7", "wxp", "solaris"),
        Choice("scsihw", "lsi", "lsi53c810", "virtio-scsi-pci", "virtio-scsi-single", "megasas", "pvscsi"),
        Choice("cpu", "host", "kvm64,flags=+aes;-kvm_pv_eoi", "x86-64-v2-AES", "EPYC-Rome", "max,hidden=1", "Skylake-Client-v4"),
        Choice("vga", "std", "qxl", "qxl3,memory=32", "virtio", "none", "serial0", "cirrus", "vmware,memory=16", "std,memory=32"),
        Choice("cores", "1", "3", "4"), Choice("sockets", "1", "2"), Choice("vcpus", "1", "2"), Choice("numa", "0", "1"),
        Choice("memory", "64", "512", "1024", "2048"), Choice("balloon", "0", "64", "256"),
        Choice("hotplug", "0", "1", "disk,network,memory", "cpu,usb"),
        Choice("boot", "order=scsi0;net0;ide2", "cdn", "n", ""), Choice("bootdisk", "scsi0", "virtio1"),
        Choice("agent", "1", "1,type=isa", "0"), Choice("rng0", "source=/dev/urandom"), Choice("watchdog", "model=i6300esb,action=reset", "model=ib700"),
        Choice("audio0", "device=AC97", "device=ich9-intel-hda,driver=none"), Choice("acpi", "0"), Choice("tdf", "1"), Choice("localtime", "1"),
        Choice("serial0", "socket"), Choice("serial3", "socket"), Choice("tablet", "0", "1"), Choice("template", "1"), Choice("vmgenid", "c773c261-d800-4348-9f5d-167fadd53cf8"),
        Choice("usb0", "host=1234:5678", "host=2-1.4,usb3=1"), Choice("usb3", "host=1234:5679"),
        OwnDisk("scsi", 31), OwnDisk("scsi", 31), OwnDisk("virtio", 16), OwnDisk("sata", 6), OwnDisk("ide", 4), Nic(), Nic()));

    private static Gen<string> Join(Gen<string> line) =>
        line.List[0, 25].Select(lines => string.Join('\n', lines.DistinctBy(l => l[..l.IndexOf(':', StringComparison.Ordinal)])));

    private static Gen<string> OwnDisk(string bus, int count) => Gen.Select(
        Gen.Int[0, count - 1],
        Gen.OneOfConst("", "", ",cache=writeback", ",cache=unsafe,aio=threads", ",aio=native", ",mbps=3,iops_rd_max=7,iops_rd=5", ",serial=a%20b,werror=stop",
            bus is "scsi" or "virtio" ? ",iothread=1,discard=on" : ",discard=on,ssd=1", bus == "scsi" ? ",scsiblock=1" : ",detect_zeroes=0"),
        Gen.OneOfConst("disk", "disk", "empty", "iso")).Select((index, more, kind) => kind == "disk" || bus == "virtio"
            ? $"{bus}{index}: local:100/{bus}{index}.raw{more}"
            : kind == "iso" ? $"{bus}{index}: local:iso/one.iso,media=cdrom" : $"{bus}{index}: none,media=cdrom");

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
