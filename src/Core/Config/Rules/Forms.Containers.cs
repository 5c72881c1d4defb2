namespace Domar.Core.Config;

internal static partial class Forms
{
    private static readonly string[] AllowedMountOptions = ["discard", "lazytime", "noatime", "nodev", "noexec", "nosuid"];

    internal static readonly ValueFormat MountSource = new("pve-lxc-mp-string",
        "a volume, a device or a path without '.' and '..' as its parts", static t => t.Length > 0 && !HasDotParts(t));

    internal static readonly ValueFormat DevicePath = new("pve-lxc-dev-string", "a path below /dev without '.' and '..' as its parts",
        static t => t.Length > 5 && t.StartsWith("/dev/", StringComparison.Ordinal) && !HasDotParts(t));

    internal static readonly ValueFormat AccessMode = new(null, "an octal mode such as 0660",
        static t => t.Length == 4 && t[0] == '0' && Form.Only(t, 4, 4, char.IsAsciiDigit) && t.IndexOfAny('8', '9') < 0);

    internal static readonly ValueFormat MountOptions = new(null,
        "some of discard, lazytime, noatime, nodev, noexec, nosuid separated by ';'", static t => Form.Each(t, ';', static o =>
        {
            foreach (var option in AllowedMountOptions)
            {
                if (o.SequenceEqual(option))
                {
                    return true;
                }
            }

            return false;
        }));

    internal static readonly ValueFormat FileSystems = new(null, "file system types separated by ';'",
        static t => Form.Only(t, 1, int.MaxValue, static c => Form.IsWord(c) || c is ';' or ' '));

    internal static readonly ValueFormat TimeZone = new("pve-ct-timezone", "'host' or a zone such as Europe/Zagreb",
        static t => Form.Each(t, '/', static p => Form.Only(p, 1, 64, static c => Form.IsWord(c) || c is '-' or '+')));

    internal static readonly ValueFormat EntryPoint = new(null, "a command without control characters",
        static t => Form.Only(t, 1, int.MaxValue, IsPrintableOrSpace));

    internal static readonly ValueFormat Environment = new(null, "NAME=VALUE pairs separated by a NUL character",
        static t => Form.Each(t, '\0', static pair =>
        {
            var equals = pair.IndexOf('=');
            return equals > 0 && Form.Only(pair[..equals], 1, int.MaxValue, Form.IsWord) && Form.Only(pair[(equals + 1)..], 0, int.MaxValue, IsPrintableOrSpace);
        }));

    private static bool IsPrintableOrSpace(char c) => c is (>= '\t' and <= '\u000f') or >= ' ' and not '\u007f';

    private static bool HasDotParts(ReadOnlySpan<char> text) => !Form.Each(text, '/', static part => part is not ("." or ".."));
}
