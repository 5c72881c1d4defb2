namespace Domar.Core.Install.Plans;

/// <summary>Keyboard layouts by Proxmox's names, as Debian's console and X have them. All of the maps are in console-data 1.12.</summary>
public static class KeyboardFiles
{
    // The same as in Proxmox (PVE::Tools, keymaphash), so that a key does the same on both.
    private static readonly Dictionary<string, (string Map, string Layout, string Variant)> Layouts = new(StringComparer.Ordinal)
    {
        ["de"] = ("de-latin1-nodeadkeys", "de", "nodeadkeys"),
        ["de-ch"] = ("sg-latin1", "ch", "de_nodeadkeys"),
        ["dk"] = ("dk-latin1", "dk", "nodeadkeys"),
        ["en-gb"] = ("uk", "gb", ""),
        ["en-us"] = ("us-latin1", "us", ""),
        ["es"] = ("es", "es", "nodeadkeys"),
        ["fi"] = ("fi-latin1", "fi", "nodeadkeys"),
        ["fr"] = ("fr-latin1", "fr", "nodeadkeys"),
        ["fr-be"] = ("be2-latin1", "be", "nodeadkeys"),
        ["fr-ca"] = ("cf", "ca", "fr-legacy"),
        ["fr-ch"] = ("fr_CH-latin1", "ch", "fr_nodeadkeys"),
        ["hu"] = ("hu", "hu", ""),
        ["is"] = ("is-latin1", "is", "nodeadkeys"),
        ["it"] = ("it2", "it", "nodeadkeys"),
        ["jp"] = ("jp106", "jp", ""),
        ["lt"] = ("lt", "lt", "std"),
        ["mk"] = ("mk", "mk", "nodeadkeys"),
        ["nl"] = ("nl", "nl", ""),
        ["no"] = ("no-latin1", "no", "nodeadkeys"),
        ["pl"] = ("pl", "pl", ""),
        ["pt"] = ("pt-latin1", "pt", "nodeadkeys"),
        ["pt-br"] = ("br-latin1", "br", "nodeadkeys"),
        ["se"] = ("se-latin1", "se", "nodeadkeys"),
        ["si"] = ("slovene", "si", ""),
        ["tr"] = ("trq", "tr", ""),
    };

    /// <summary>The name of the console's map, for loadkeys(1).</summary>
    /// <param name="keyboard">Proxmox's name of the layout.</param>
    public static string Map(string keyboard) => Layouts[keyboard].Map;

    /// <summary>Text of vconsole.conf(5).</summary>
    /// <param name="keyboard">Proxmox's name of the layout.</param>
    public static string VirtualConsole(string keyboard) => $"KEYMAP={Map(keyboard)}\n";

    /// <summary>Text of <c>/etc/default/keyboard</c> (keyboard(5)).</summary>
    /// <param name="keyboard">Proxmox's name of the layout.</param>
    public static string Default(string keyboard)
    {
        var (_, layout, variant) = Layouts[keyboard];
        return $"XKBMODEL=\"pc105\"\nXKBLAYOUT=\"{layout}\"\nXKBVARIANT=\"{variant}\"\nXKBOPTIONS=\"\"\nBACKSPACE=\"guess\"\n";
    }
}
