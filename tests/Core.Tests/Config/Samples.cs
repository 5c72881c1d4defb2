using CsCheck;

namespace Domar.Core.Tests.Config;

/// <summary>Values of every form that configurations know, good and bad ones.</summary>
internal static class Samples
{
    internal static readonly string[] All =
    [
        "", "0", "1", "2", "7", "16", "17", "40", "64", "100", "128", "512", "1024", "4095", "65535", "-1", "+3", "1.5", "0.1", "1e3", "yes", "no", "on", "off", "true",
        "a", "ab", "abc", "a-b", "a_b", "a.b", "-a", "a-", ".a", "web1", "vm-100.example.net", "Some_Name", "with space", "a+b", "none", "cdrom", "now", "host",
        "local:100/vm-100-disk-0.qcow2", "local-lvm:vm-100-disk-0", "local:iso/debian.iso", "x:y", ":y", "local:", "/dev/sda", "/dev/ttyS0", "/dev/", "/dev/x/../y", "/mnt/data", "/",
        "/dev/parport0", "/dev/usb/lp3", "/dev/parport", "/dev/usb/lp", "socket", "sockets",
        "BC:24:11:2E:00:01", "bc:24:11:2e:00:01", "BD:24:11:2E:00:01", "BC-24-11-2E-00-01", "BC:24:11:2E:00", "BC:24:11:2E:00:0G",
        "192.0.2.1", "192.0.2.256", "192.0.2", "192.0.2.1/24", "192.0.2.1/33", "2001:db8::1", "2001:db8::1/64", "2001:db8::1/129", "::1", "::", ":::", "fe80::1%eth0", "dhcp", "auto", "manual",
        "192.0.2.1 192.0.2.2", "192.0.2.1,dns.example", "vmbr0", "vmbr0.5", "vm br", "2;5-7", "2;5", "5-7", "2;", "0-3;8", "0,5,8-11", "0-", "-3",
        "0x1234", "0x123", "0x5000c500a1b2c3d4", "5000c500a1b2c3d4", "0x5000c500a1b2c3d", "1234:abcd", "0x1234:0xabcd", "123:abcd", "1-2", "1-2.3.4", "1-2.", "spice", "SPICE",
        "01:00.0", "0000:01:00.0", "01:00", "01:00.8", "01:00.0;02:00.1", "0000:01:00.0;", "ide0", "sata1", "scsi30", "virtio15", "usb0", "scsi", "ide2x",
        "2006-06-17", "2006-06-17T16:01:21", "2006-6-7T1:2:3", "06-06-17", "2006-06-17T16:01", "2006-06-17T", "2006-06-17-18",
        "7b10d7af-b932-4c66-b2c3-3996152ec465", "7b10d7afb9324c66b2c33996152ec465", "7b10d7af-b932-4c66-b2c3-3996152ec46g",
        "pc", "q35", "virt", "pc-i440fx-9.2", "pc-i440fx-9.2+pve1", "pc-q35-9.2+pve1.pxe", "pc-q35-9", "pc-9.2", "pc-q35-9.2.pxe", "virt-9.2", "virt-9.2.pxe", "virt+pve1", "q35-9.2", "pc-q35-9.2+pve", "pc-", "pc-i440fx-4.1.2",
        "32G", "1.5T", "104858K", "512M", "1X", "G", "0660", "0777", "0888", "660", "nodev;noexec", "discard", "nodev;", "nodev;bad", "nfs;cifs", "Europe/Zagreb", "UTC", "Etc/GMT+1",
        "/sbin/init", "/bin/sh -c true", "bell\u0007", "tab\there", "A=b", "A=b\0C=d e", "A=b\0", "=b", "A", "A.B=c", "%41%0A", "%4", "100%", "ssh-ed25519%20AAAA",
        "network,disk,usb", "network;cpu", "disk,floppy", "cdn", "cdnx", "scsi0;net0", "scsi0;;net0", "+aes;-pcid", "aes", "+", "dGV4dA==", "dGV4dA===", "=", "AMD", "AuthenticAMD1", "AuthenticAMD12",
        "web;prod", "a b c", "-x;y", "net0=1500,net1=9000", "net0=", "7", "8", "65", "memory,net0", "!scsi1,net0", "!", "tdx", "std", "QEMU HARDDISK_-x", "QEMU HARDDISK_-xy", "QEMUVEND", "QEMUVENDO",
        "creation-qemu=9.2.0,ctime=1741179133", "order=1,up=30", "i6300esb,action=reset", "/dev/urandom", "9.2.0", "/usr/share/x.bin",
    ];

    /// <summary>A sample, as it is or with a few characters changed.</summary>
    internal static readonly Gen<string> Mutated =
        from sample in Gen.OneOfConst(All)
        from edits in Gen.Select(Gen.Int[0, 100], Gen.Char["09azAZ-_.,;:/+% =x\t\0"], Gen.Int[0, 2]).Array[0, 3]
        select edits.Aggregate(sample, Mutate);

    private static string Mutate(string text, (int At, char Character, int What) edit)
    {
        var at = edit.At % (text.Length + 1);
        return edit.What switch
        {
            0 => text.Insert(at, edit.Character.ToString()),
            1 when at < text.Length => text.Remove(at, 1),
            _ when at < text.Length => text.Remove(at, 1).Insert(at, edit.Character.ToString()),
            _ => text,
        };
    }
}
