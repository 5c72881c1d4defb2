using System.Globalization;
using Domar.Core.Qemu;

namespace Domar.Image.Tests.Harness;

/// <summary>QEMU's command line of a machine: a function of its options, which asks and writes nothing.</summary>
internal static class MachineArguments
{
    /// <summary>The arguments, without the program's name.</summary>
    public static IReadOnlyList<string> Plan(MachineOptions options, MachineFiles files, Accelerator accelerator)
    {
        var order = options.BootOrder
            ?? [MachineOptions.CdName, MachineOptions.UsbName, .. Enumerable.Range(0, options.Disks.Count).Select(index => $"disk{index}")];
        string BootIndex(string name) => order.Index().Where(item => item.Item == name).Select(item => $",bootindex={item.Index}").FirstOrDefault("");

        List<string> arguments =
        [
            "-nodefaults", "-no-user-config", "-name", "domar-test", "-display", "none", "-vga", "std", "-rtc", "base=utc",
            "-accel", accelerator is Accelerator.Kvm ? "kvm" : "tcg,thread=multi",
            // Without erms Linux clears and copies eight bytes at a time: under emulation that is what counts.
            "-cpu", accelerator is Accelerator.Kvm ? "host" : "max,erms=off",
            "-m", Text(options.MemoryMiB), "-smp", Text(options.Cpus),
            "-chardev", $"pipe,id=serial,path={files.SerialPipe},logfile={Escape(files.SerialLog)}", "-serial", "chardev:serial",
            "-qmp", $"unix:{files.QmpSocket},server=on,wait=off",
        ];
        AddFirmware(arguments, options, files);
        if (options.Cd is { } cd)
        {
            arguments.AddRange(["-drive", $"if=none,id=cd-drive,media=cdrom,readonly=on,format=raw,file={Escape(cd)}"]);
            arguments.AddRange(["-device", $"ide-cd,id={MachineOptions.CdName},drive=cd-drive{BootIndex(MachineOptions.CdName)}"]);
        }

        if (options.Usb is { } usb)
        {
            arguments.AddRange(["-device", "qemu-xhci,id=xhci", "-drive", $"if=none,id=usb-drive,format=raw,snapshot=on,file={Escape(usb)}"]);
            arguments.AddRange(["-device", $"usb-storage,id={MachineOptions.UsbName},bus=xhci.0,drive=usb-drive,removable=on{BootIndex(MachineOptions.UsbName)}"]);
        }

        if (options.Disks.Any(disk => disk.Bus is DiskBus.Scsi))
        {
            arguments.AddRange(["-device", "virtio-scsi-pci,id=scsi"]);
        }

        var hasSata = options.Disks.Any(disk => disk.Bus is DiskBus.Ata) && (options.Cd is not null || options.Firmware is not Firmware.Bios);
        if (hasSata)
        {
            // Of the machine's own QEMU finds one place by itself, and the CD drive has that. (The demo guest has drivers for the old one of a BIOS machine.)
            arguments.AddRange(["-device", "ich9-ahci,id=sata"]);
        }

        foreach (var (index, disk) in options.Disks.Index())
        {
            var cache = disk.IsUncached ? ",cache=none" : "";
            var sectors = disk.SectorBytes == 512 ? "" : $",logical_block_size={disk.SectorBytes},physical_block_size={disk.SectorBytes}";
            arguments.AddRange(["-drive", $"if=none,id={MachineOptions.DriveOf(index)},discard=unmap{cache},{Layers(disk, disk.Path ?? files.BlankDisk(index))}"]);

            // virtio-blk merges requests up to 1024 pieces, and blklogwrites, which adds two of its own, then fails them (QEMU 7.2).
            var merging = disk.WriteLog is not null && disk.Bus is DiskBus.Virtio ? ",request-merging=off" : "";
            arguments.AddRange(["-device", $"{Device(disk.Bus, index, hasSata)},id=disk{index},drive={MachineOptions.DriveOf(index)}{sectors}{merging},serial={disk.Serial ?? $"domar-test-{index}"}{BootIndex($"disk{index}")}"]);
        }

        foreach (var (index, nic) in options.Nics.Index())
        {
            arguments.AddRange(["-netdev", Backend(nic, $"net{index}", files)]);
            arguments.AddRange(["-device", $"{nic.Model},id=nic{index},netdev=net{index}{BootIndex($"nic{index}")}"]);
        }

        if (options.Direct is { } direct)
        {
            arguments.AddRange(["-kernel", direct.Kernel, "-initrd", direct.Initrd, "-append", direct.CommandLine]);
        }

        if (options.Memory is { } memory)
        {
            arguments.AddRange(["-incoming", $"exec:cat '{memory}'"]);
        }

        arguments.AddRange(options.ExtraArguments);
        return arguments;
    }

    private static string Backend(NicOptions nic, string id, MachineFiles files)
    {
        if (nic.Tap is { } tap)
        {
            return $"tap,id={id},ifname={tap},script=no,downscript=no";
        }

        // Port 0: the kernel finds a free one, and QEMU's monitor tells which.
        var forwards = string.Concat(nic.GuestPorts.Select(port => $",hostfwd=tcp:127.0.0.1:0-:{port}"));
        var servers = string.Concat(nic.Servers.Select(pair => $",guestfwd=tcp:{NicOptions.ServerAddress}:{pair.Key}-cmd:bash {Escape(files.Relay)} {pair.Value}"));
        return $"user,id={id},restrict={(nic.Restricted ? "on" : "off")}{forwards}{servers}";
    }

    private static void AddFirmware(List<string> arguments, MachineOptions options, MachineFiles files)
    {
        var secure = options.Firmware is Firmware.UefiSecureBoot;
        arguments.AddRange(["-machine", options.Type + (secure ? ",smm=on" : "")]);
        if (options.Firmware is Firmware.Bios)
        {
            return;
        }

        arguments.AddRange(["-drive", $"if=pflash,unit=0,format=raw,readonly=on,file={OvmfFiles.Code(options.Firmware)}"]);
        arguments.AddRange(["-drive", $"if=pflash,unit=1,format=raw,file={Escape(options.UefiVariables ?? files.UefiVariables)}"]);
        if (secure)
        {
            // Only code in SMM may write the variables; otherwise the guest could enrol keys of its own.
            arguments.AddRange(["-global", "driver=cfi.pflash01,property=secure,value=on", "-global", "ICH9-LPC.disable_s3=1"]);
        }
    }

    // The disk's file and what is laid over it.
    private static string Layers(DiskOptions disk, string path)
    {
        if (disk.WriteLog is null && disk.BadByte is null)
        {
            return $"{(disk.Path is not null && disk.Snapshot ? "snapshot=on," : "")}format={disk.Format},file={Escape(path)}";
        }

        if (disk.Path is not null && disk.Snapshot)
        {
            throw new ArgumentException($"{disk.Path} has an overlay: its writes can neither be recorded nor made to fail.", nameof(disk));
        }

        if (disk.WriteLog is { } log)
        {
            // The count in the superblock is right after each request, and the log itself need not survive a power cut of this host.
            return $"driver=blklogwrites,file.driver={disk.Format},file.file.driver=file,file.file.filename={Escape(path)},"
                + $"log.driver=file,log.filename={Escape(log)},log.cache.no-flush=on,log-super-update-interval=1";
        }

        // QEMU counts sectors of 512 bytes here, whatever the guest sees.
        var rules = ((string[])["write", "write-zeroes"]).Index().Select(item =>
            $",inject-error.{item.Index}.event=none,inject-error.{item.Index}.iotype={item.Item},inject-error.{item.Index}.errno=5,inject-error.{item.Index}.sector={disk.BadByte / 512}");
        return $"driver=blkdebug,image.driver={disk.Format},image.file.driver=file,image.file.filename={Escape(path)}{string.Concat(rules)}";
    }

    private static string Device(DiskBus bus, int index, bool hasSata) => bus switch
    {
        DiskBus.Virtio => "virtio-blk-pci",
        DiskBus.Scsi => "scsi-hd,bus=scsi.0",
        DiskBus.Nvme => "nvme",
        DiskBus.Ata => hasSata ? $"ide-hd,bus=sata.{index}" : "ide-hd",
        _ => throw new ArgumentOutOfRangeException(nameof(bus), bus, null),
    };

    // QEMU's way to have a comma in a value.
    private static string Escape(string value) => value.Replace(",", ",,", StringComparison.Ordinal);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
