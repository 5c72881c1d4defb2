using Domar.Core.Primitives;

namespace Domar.Core.Config;

/// <summary>The forms of texts, by family. Names of formats are Proxmox's.</summary>
internal static partial class Forms
{
    internal static readonly ValueFormat ConfigId = new("pve-configid",
        "a letter, then at least one letter, digit, '-' or '_'", IsConfigId);

    internal static readonly ValueFormat StorageId = new("pve-storage-id",
        "a storage's name: a letter, then letters, digits, '-', '_' or '.', ending in a letter or digit", VolumeId.IsStorageName);

    internal static readonly ValueFormat Volume = new("pve-volume-id",
        "a volume such as 'local:100/vm-100-disk-0.qcow2'", IsVolume);

    internal static readonly ValueFormat VolumeOrDrivePath = new("pve-volume-id-or-qm-path",
        "a volume such as 'local:100/vm-100-disk-0.qcow2', an absolute path, 'none' or 'cdrom'",
        static t => t is "none" or "cdrom" || IsAbsolutePath(t) || IsVolume(t));

    internal static readonly ValueFormat VolumeOrPath = new("pve-volume-id-or-absolute-path",
        "a volume such as 'local:100/vm-100-disk-0.qcow2', or an absolute path", static t => IsAbsolutePath(t) || IsVolume(t));

    internal static readonly ValueFormat TagList = new("pve-tag-list",
        "tags separated by ';': each a letter, digit or '_', then also '-', '+' and '.'",
        static t => t.Length == 0 || Form.EachOfList(t, IsTag));

    internal static readonly ValueFormat Identifier = new(null, "letters, digits, '-', '_' and '.'",
        static t => Form.Only(t, 1, 128, static c => Form.IsWord(c) || c is '-' or '.'));

    internal static readonly ValueFormat UrlEncoded = new("urlencoded", "a URL-encoded text (%0A for a line break, %25 for '%')", IsUrlEncoded);

    internal static readonly ValueFormat Uuid = new(null, "a UUID such as 7b10d7af-b932-4c66-b2c3-3996152ec465", IsUuid);

    internal static readonly ValueFormat Base64Text = new(null, "a Base64 text",
        static t =>
        {
            var body = t.TrimEnd('=');
            return t.Length - body.Length <= 2 && Form.Only(body, 1, int.MaxValue, static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/');
        });

    internal static readonly ValueFormat DeleteList = new(null, "keys separated by ','; '!' before one forces it",
        static t => Form.EachOfList(t, static k =>
        {
            var name = k[0] == '!' ? k[1..] : k;
            return name.Length > 0 && char.IsAsciiLetter(name[0]) && Form.Only(name, 1, 128, static c => Form.IsWord(c) || c is '-' or '.');
        }));

    internal static readonly ValueFormat OneLine = new(null, "a text without line breaks", static t => t.IndexOfAny('\r', '\n') < 0);

    internal static bool IsConfigId(ReadOnlySpan<char> text) =>
        text.Length >= 2 && char.IsAsciiLetter(text[0]) && Form.Only(text, 2, int.MaxValue, static c => Form.IsWord(c) || c == '-');

    internal static bool IsAbsolutePath(ReadOnlySpan<char> text) => text.Length > 0 && text[0] == '/';

    internal static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length != 36)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsVolume(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        return colon > 0 && colon < text.Length - 1 && VolumeId.IsStorageName(text[..colon]) && text[(colon + 1)..].IndexOfAny(" \t") < 0;
    }

    private static bool IsTag(ReadOnlySpan<char> text) =>
        Form.IsWord(text[0]) && Form.Only(text, 1, int.MaxValue, static c => Form.IsWord(c) || c is '-' or '+' or '.');

    private static bool IsUrlEncoded(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return false;
            }

            i += 2;
        }

        return true;
    }
}
