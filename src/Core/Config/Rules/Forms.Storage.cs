namespace Domar.Core.Config;

internal static partial class Forms
{
    private static readonly string[] BandwidthKeys = ["clone", "default", "migration", "move", "restore"];
    private static readonly string[] PruneKeys = ["keep-all", "keep-daily", "keep-hourly", "keep-last", "keep-monthly", "keep-weekly", "keep-yearly"];

    internal static readonly ValueFormat ContentList = new("pve-storage-content-list",
        "kinds of content separated by ',': images, rootdir, vztmpl, iso, backup, snippets, import, or none",
        static t => Form.EachOfList(t, IsContent));

    internal static readonly ValueFormat StoragePath = new("pve-storage-path", "an absolute path", IsAbsolutePath);

    internal static readonly ValueFormat MountCommandOptions = new("pve-storage-options", "options of mount separated by ','",
        static t => t.IndexOfAny(" \t") < 0 && Form.Each(t, ',', static o => o.Length > 0));

    internal static readonly ValueFormat VolumeGroup = new("pve-storage-vgname", "a name of letters, digits, '-', '_', '+' and '.'",
        static t => t.Length > 0 && Form.IsWord(t[0]) && Form.Only(t, 1, 127, static c => Form.IsWord(c) || c is '-' or '+' or '.'));

    internal static readonly ValueFormat BlockSize = new("pve-storage-zfs-blocksize", "a number, optionally with k or M, such as 16k",
        static t => Form.IsDigits(t.Length > 1 && t[^1] is 'k' or 'K' or 'm' or 'M' ? t[..^1] : t));

    internal static readonly ValueFormat Server = new("pve-storage-server", "a DNS name or IP address", IsAddress);

    internal static readonly ValueFormat Portal = new("pve-storage-portal-dns", "a DNS name or IP address, with :PORT where it is not the usual one", IsPortal);

    internal static readonly ValueFormat PortalList = new("pve-storage-portal-dns-list", "DNS names or IP addresses, with :PORT where it is not the usual one, separated by space, ',' or ';'",
        static t => Form.EachOfList(t, IsPortal));

    internal static readonly ValueFormat NodeList = new("pve-node-list", "names of nodes separated by ','",
        static t => Form.EachOfList(t, static n => !n.Contains('.') && IsDnsName(n)));

    internal static readonly ValueFormat Fingerprint = new(null, "32 hexadecimal bytes separated by ':'",
        static t => t.Length == 95 && Form.Each(t, ':', static b => Form.IsHex(b, 2, 2)));

    internal static readonly ValueFormat MountPoint = new(null, "yes, no, or an absolute path",
        static t => IsAbsolutePath(t) || ConfigValue.TryBoolean(t.ToString(), out _));

    internal static readonly ValueFormat ContentFolders = new("pve-dir-override-list", "pairs such as iso=custom/iso separated by ','",
        static t => Form.Each(t, ',', static p =>
        {
            var equals = p.IndexOf('=');
            return equals > 0 && equals < p.Length - 1 && IsContent(p[..equals]) && !HasDotParts(p[(equals + 1)..]);
        }));

    internal static readonly ValueFormat BandwidthLimits = new(null, "KiB/s by operation, such as clone=1000,default=5000 (clone, default, migration, move, restore)",
        static t => Form.Each(t, ',', static p => IsPair(p, BandwidthKeys, static v => ConfigValue.TryNumber(v.ToString(), out var n) && n >= 0)));

    internal static readonly ValueFormat PruneBackups = new("prune-backups", "numbers such as keep-last=3,keep-daily=7 (hourly, weekly, monthly, yearly), or keep-all=1",
        static t => Form.Each(t, ',', static p => IsPair(p, PruneKeys, Form.IsDigits)));

    private static bool IsContent(ReadOnlySpan<char> text) => IsOneOf(text, StorageSchema.ContentTypes);

    private static bool IsOneOf(ReadOnlySpan<char> text, IReadOnlyList<string> words)
    {
        foreach (var word in words)
        {
            if (text.SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPair(ReadOnlySpan<char> text, string[] names, FormCheck value)
    {
        var equals = text.IndexOf('=');
        return equals > 0 && IsOneOf(text[..equals], names) && value(text[(equals + 1)..]);
    }

    /// <summary>NAME, ADDRESS, NAME:PORT or [IPV6]:PORT.</summary>
    private static bool IsPortal(ReadOnlySpan<char> text)
    {
        if (text.Length > 0 && text[0] == '[')
        {
            var close = text.IndexOf(']');
            return close > 0 && IsIPv6(text[1..close]) && (close == text.Length - 1 || (text[close + 1] == ':' && Form.IsNumberUpTo(text[(close + 2)..], 65535)));
        }

        var colon = text.IndexOf(':');
        return IsAddress(text) || (colon > 0 && IsAddress(text[..colon]) && Form.IsNumberUpTo(text[(colon + 1)..], 65535));
    }
}
