namespace Domar.Installer.Screens.Models;

/// <summary>Makes sentences for screens of messages about answer files: fields have other names there, and nobody sees a file.</summary>
internal static class ScreenMessages
{
    private static readonly (string Key, string Name)[] Names =
    [
        ("global.keyboard", "the keyboard"), ("global.country", "the country"), ("global.fqdn", "the host name"), ("global.mailto", "the mail address"),
        ("global.timezone", "the time zone"), ("global.root-password", "the password"), ("global.root-ssh-keys:", "the key"), ("global.root-ssh-keys", "the key"),
        ("network.cidr", "the address"), ("network.gateway", "the gateway"), ("network.dns", "the name server"), ("network.filter", "the card"),
        ("disk-setup.", ""), ("zfs.", ""), ("lvm.", ""), (", or take both from the DHCP server with fqdn.source = \"from-dhcp\"", ""),
    ];

    /// <summary>A sentence.</summary>
    /// <param name="message">The message about an answer file.</param>
    public static string Sentence(string message)
    {
        foreach (var (key, name) in Names)
        {
            message = message.Replace(key, name, StringComparison.Ordinal);
        }

        return $"{char.ToUpperInvariant(message[0])}{message[1..].TrimEnd('.')}.";
    }
}
