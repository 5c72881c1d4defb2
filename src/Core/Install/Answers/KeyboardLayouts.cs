namespace Domar.Core.Install.Answers;

/// <summary>Keyboard layouts, by the names of Proxmox's answer files (pve.proxmox.com/wiki/Automated_Installation).</summary>
public static class KeyboardLayouts
{
    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "de", "de-ch", "dk", "en-gb", "en-us", "es", "fi", "fr", "fr-be", "fr-ca", "fr-ch", "hu", "is", "it", "jp", "lt", "mk", "nl", "no", "pl", "pt", "pt-br", "se",
        "si", "tr",
    ];
}
