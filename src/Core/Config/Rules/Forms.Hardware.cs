namespace Domar.Core.Config;

internal static partial class Forms
{
    private static readonly string[] DriveBuses = ["ide", "sata", "scsi", "virtio"];

    internal static readonly ValueFormat CpuSet = new("pve-cpuset", "CPU numbers or ranges separated by ',', such as 0,5,8-11",
        static t => Form.Each(t, ',', Form.IsNumberOrRange));

    internal static readonly ValueFormat NodeRanges = new(null, "numbers or ranges separated by ';', such as 0-3;8", IsRangesBySemicolon);

    internal static readonly ValueFormat Size = new("disk-size", "a size such as 32G: a number, then K, M, G, T or nothing for bytes",
        static t => DiskSize.TryParse(t, out _));

    internal static readonly ValueFormat Hotplug = new("pve-hotplug-features",
        "0, 1, or some of network, disk, cpu, memory, usb, cloudinit separated by ','",
        static t => t is "0" or "1" || Form.EachOfList(t, static f => f is "network" or "disk" or "cpu" or "memory" or "usb" or "cloudinit"));

    internal static readonly ValueFormat BootDisk = new("pve-qm-bootdisk", "a disk such as ide0, sata0, scsi0 or virtio0",
        static t =>
        {
            foreach (var bus in DriveBuses)
            {
                if (t.StartsWith(bus, StringComparison.Ordinal) && Form.IsDigits(t[bus.Length..]))
                {
                    return true;
                }
            }

            return false;
        });

    internal static readonly ValueFormat LegacyBoot = new(null, "up to four of a (floppy), c (disk), d (CD-ROM), n (network)",
        static t => Form.Only(t, 1, 4, static c => c is 'a' or 'c' or 'd' or 'n'));

    internal static readonly ValueFormat BootOrder = new(null, "devices separated by ';', such as scsi0;net0;ide2",
        static t => Form.Each(t, ';', static d => Form.Only(d, 1, 16, char.IsAsciiLetterOrDigit) && char.IsAsciiLetter(d[0]) && char.IsAsciiDigit(d[^1])));

    internal static readonly ValueFormat CpuFlags = new(null, "flags with '+' or '-' before each, separated by ';', such as +aes;-pcid",
        static t => Form.Each(t, ';', static f => f.Length > 1 && f[0] is '+' or '-' && Form.Only(f[1..], 1, 64, static c => Form.IsWord(c) || c is '-' or '.')));

    internal static readonly ValueFormat PhysBits = new(null, "'host' or a number from 8 to 64",
        static t => t is "host" || (Form.IsNumberUpTo(t, 64) && int.Parse(t, provider: null) >= 8));

    internal static readonly ValueFormat HvVendorId = new(null, "1 to 12 letters and digits", static t => Form.Only(t, 1, 12, char.IsAsciiLetterOrDigit));

    internal static readonly ValueFormat MachineType = new(null,
        "pc, q35 or virt, or a version of one such as pc-q35-9.2+pve1", IsMachineType);

    internal static readonly ValueFormat PciAddresses = new(null, "PCI addresses separated by ';', such as 0000:01:00.0",
        static t => Form.Each(t, ';', IsPciAddress));

    internal static readonly ValueFormat HexId = new(null, "0x and four hexadecimal digits",
        static t => t.Length == 6 && t.StartsWith("0x", StringComparison.Ordinal) && Form.IsHex(t[2..], 4, 4));

    internal static readonly ValueFormat RomFile = new(null, "a file name without ',' and ';'", static t => t.Length > 0 && t.IndexOfAny(',', ';') < 0);

    internal static readonly ValueFormat MediatedDevice = new(null, "a type's name without '/', '.' and ':'",
        static t => t.Length > 0 && t.IndexOfAny('/', '.', ':') < 0);

    internal static readonly ValueFormat UsbHost = new(null, "VENDOR:PRODUCT in hexadecimal, BUS-PORT[.PORT...], or 'spice'", IsUsbHost);

    internal static readonly ValueFormat Wwn = new(null, "0x and 16 hexadecimal digits",
        static t => t.Length == 18 && t.StartsWith("0x", StringComparison.Ordinal) && Form.IsHex(t[2..], 16, 16));

    internal static readonly ValueFormat ScsiProduct = new(null, "up to 16 letters, digits, '-', '_' and spaces", static t => Form.Only(t, 0, 16, IsInquiry));

    internal static readonly ValueFormat ScsiVendor = new(null, "up to 8 letters, digits, '-', '_' and spaces", static t => Form.Only(t, 0, 8, IsInquiry));

    internal static readonly ValueFormat SerialPort = new(null, "'socket' or a device such as /dev/ttyS0",
        static t => t is "socket" || (t.Length > 5 && t.StartsWith("/dev/", StringComparison.Ordinal)));

    internal static readonly ValueFormat ParallelPort = new(null, "/dev/parportN or /dev/usb/lpN",
        static t => IsNumbered(t, "/dev/parport") || IsNumbered(t, "/dev/usb/lp"));

    internal static readonly ValueFormat SharedMemoryName = new(null, "letters, digits and '-'",
        static t => Form.Only(t, 1, int.MaxValue, static c => char.IsAsciiLetterOrDigit(c) || c == '-'));

    internal static readonly ValueFormat StartDate = new(null, "'now', YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS", IsStartDate);

    internal static readonly ValueFormat GenerationId = new(null, "a UUID, 1 (make one) or 0 (none)", static t => t is "0" or "1" || IsUuid(t));

    internal static readonly ValueFormat HostMtus = new(null, "pairs such as net0=1500 separated by ','",
        static t => Form.Each(t, ',', static p =>
        {
            var equals = p.IndexOf('=');
            return equals > 3 && IsNumbered(p[..equals], "net") && Form.IsDigits(p[(equals + 1)..]);
        }));

    private static bool IsNumbered(ReadOnlySpan<char> text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) && Form.IsDigits(text[prefix.Length..]);

    private static bool IsInquiry(char c) => Form.IsWord(c) || c is '-' or ' ' or '\t';

    /// <summary>A family, then optionally a version of at least two numbers, +pveN and .pxe.</summary>
    private static bool IsMachineType(ReadOnlySpan<char> text)
    {
        if (text is "pc" or "q35" or "virt")
        {
            return true;
        }

        var isVirt = text.StartsWith("virt", StringComparison.Ordinal);
        var rest = isVirt ? text[4..] : text.StartsWith("pc", StringComparison.Ordinal) ? text[2..] : [];
        if (!isVirt && rest.EndsWith(".pxe", StringComparison.Ordinal))
        {
            rest = rest[..^4];
        }

        var plus = rest.IndexOf('+');
        if (plus >= 0)
        {
            if (!IsNumbered(rest[plus..], "+pve"))
            {
                return false;
            }

            rest = rest[..plus];
        }

        if (isVirt && rest.Length == 0)
        {
            return true;
        }

        foreach (var family in (ReadOnlySpan<string>)(isVirt ? [] : ["-i440fx", "-q35"]))
        {
            if (rest.StartsWith(family, StringComparison.Ordinal))
            {
                rest = rest[family.Length..];
                break;
            }
        }

        return rest.Length > 1 && rest[0] == '-' && rest.Contains('.') && Form.Each(rest[1..], '.', Form.IsDigits);
    }

    /// <summary>[DOMAIN:]BUS:SLOT[.FUNCTION] in hexadecimal.</summary>
    private static bool IsPciAddress(ReadOnlySpan<char> text)
    {
        var dot = text.IndexOf('.');
        if (dot >= 0)
        {
            if (text.Length != dot + 2 || text[^1] is < '0' or > '7')
            {
                return false;
            }

            text = text[..dot];
        }

        var colon = text.LastIndexOf(':');
        if (colon < 0 || !Form.IsHex(text[(colon + 1)..], 2, 2))
        {
            return false;
        }

        var bus = text[..colon];
        var domain = bus.IndexOf(':');
        return domain < 0 ? Form.IsHex(bus, 2, 2) : Form.IsHex(bus[..domain], 4, 8) && Form.IsHex(bus[(domain + 1)..], 2, 2);
    }

    private static bool IsUsbHost(ReadOnlySpan<char> text)
    {
        if (text.Equals("spice", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var colon = text.IndexOf(':');
        if (colon >= 0)
        {
            return IsUsbId(text[..colon]) && IsUsbId(text[(colon + 1)..]);
        }

        var dash = text.IndexOf('-');
        return dash > 0 && Form.IsDigits(text[..dash]) && Form.Each(text[(dash + 1)..], '.', Form.IsDigits);
    }

    private static bool IsUsbId(ReadOnlySpan<char> text) => Form.IsHex(text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text, 4, 4);

    private static bool IsStartDate(ReadOnlySpan<char> text)
    {
        if (text is "now")
        {
            return true;
        }

        var t = text.IndexOf('T');
        return IsTriple(t < 0 ? text : text[..t], '-', 4) && (t < 0 || IsTriple(text[(t + 1)..], ':', 2));
    }

    private static bool IsTriple(ReadOnlySpan<char> text, char separator, int firstMax)
    {
        var first = text.IndexOf(separator);
        var last = text.LastIndexOf(separator);
        return first > 0 && last > first && (firstMax != 4 || first == 4) &&
            Form.Only(text[..first], 1, firstMax, char.IsAsciiDigit) &&
            Form.Only(text[(first + 1)..last], 1, 2, char.IsAsciiDigit) &&
            Form.Only(text[(last + 1)..], 1, 2, char.IsAsciiDigit);
    }
}
