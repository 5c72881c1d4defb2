using System.Text;

namespace Domar.Core.Install.Answers;

/// <summary>Reads the table <c>[global]</c>.</summary>
internal static class AnswerGlobalReader
{
    // crypt(3), CRYPT_MAX_PASSPHRASE_SIZE: 512 bytes with the end. The least is Proxmox's.
    private const int LongestPassword = 511;
    private const int ShortestPassword = 8;

    private static readonly (string Word, string Value)[] Keyboards = [.. KeyboardLayouts.Names.Select(static name => (name, name))];
    private static readonly (string Word, RebootMode Value)[] RebootModes = [("reboot", RebootMode.Reboot), ("power-off", RebootMode.PowerOff)];
    private static readonly (string Word, bool Value)[] NameSources = [("from-dhcp", true)];

    // Methods of crypt(5) that Debian 13 verifies and that are strong enough to be given to it.
    private static readonly string[] HashMethods = ["$y$", "$gy$", "$7$", "$2a$", "$2b$", "$2x$", "$2y$", "$6$", "$5$"];

    public static AnswerGlobal Read(AnswerTable table)
    {
        Require(table, "keyboard", "write keyboard = \"en-us\", or another layout");
        Require(table, "country", "write country = \"at\", or another code of two letters");
        Require(table, "fqdn", "write fqdn = \"host.domain\", or fqdn.source = \"from-dhcp\"");
        Require(table, "mailto", "write mailto = \"admin@example.com\"");
        Require(table, "timezone", "write timezone = \"Europe/Vienna\", or another zone");
        var result = new AnswerGlobal
        {
            Keyboard = table.Choice("keyboard", Keyboards)?.Value,
            Country = table.Text("country", CheckCountry)?.Value.ToLowerInvariant(),
            Name = ReadName(table),
            MailTo = table.Text("mailto", CheckMail)?.Value,
            TimeZone = table.Text("timezone", CheckTimeZone),
            RootPassword = ReadPassword(table),
            RootSshKeys = table.Texts("root-ssh-keys", SshPublicKey.Check) is { } keys ? [.. keys.Select(static key => key.Value.Trim())] : [],
            RebootOnError = table.Flag("reboot-on-error")?.Value ?? false,
            RebootMode = table.Choice("reboot-mode", RebootModes)?.Value ?? RebootMode.Reboot,
        };
        // Proxmox's key for its enterprise repository: files that have it are taken, and it means nothing here.
        table.Text("subscription-key");
        table.Finish();
        return result;
    }

    private static void Require(AnswerTable table, string name, string advice)
    {
        if (table.PlaceOf(name) is null)
        {
            table.Missing(name, advice);
        }
    }

    private static AnswerName? ReadName(AnswerTable table)
    {
        if (!table.IsTable("fqdn"))
        {
            return table.Text("fqdn", FullHostName.Check) is { } name ? new FixedName(name.At, FullHostName.Split(name.Value)) : null;
        }

        var source = table.Table("fqdn")!;
        Require(source, "source", "write fqdn.source = \"from-dhcp\"");
        var dhcp = source.Choice("source", NameSources);
        var domain = source.Text("domain", FullHostName.CheckLabels);
        source.Finish();
        return dhcp is null ? null : new NameFromDhcp(dhcp.At, domain?.Value);
    }

    private static RootPassword? ReadPassword(AnswerTable table)
    {
        var (plainAt, hashedAt) = (table.PlaceOf("root-password"), table.PlaceOf("root-password-hashed"));
        var plain = table.Text("root-password", CheckPassword);
        var hashed = table.Text("root-password-hashed", CheckHash);
        switch (plainAt, hashedAt)
        {
            case (null, null):
                table.Fail(table.At, "global.root-password and global.root-password-hashed are both missing; one of them must be set");
                return null;
            case ({ } first, { } second):
                table.Fail(first > second ? first : second, "global.root-password and global.root-password-hashed are both set, which contradict each other; keep one of them");
                return null;
            default:
                return plain is not null ? new RootPassword(plain.Value, IsHashed: false) : hashed is not null ? new RootPassword(hashed.Value, IsHashed: true) : null;
        }
    }

    private static string? CheckCountry(string text) => text.Length == 2 && Countries.Contains(text.ToLowerInvariant())
        ? null
        : $"{MessageText.Quote(text)} is no country; write its code of two letters (ISO 3166-1), such as \"at\"";

    private static string? CheckMail(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && text.Length <= 254 && !text.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';' or '"')
            && !text[..at].Contains('@', StringComparison.Ordinal) && FullHostName.CheckLabels(text[(at + 1)..]) is null
            ? null
            : $"{MessageText.Quote(text)} is no mail address; write one, as in \"admin@example.com\"";
    }

    private static string? CheckTimeZone(string text) =>
        text.Length is > 0 and < 100 && !text.StartsWith('/') && !text.EndsWith('/') && !text.Contains("..", StringComparison.Ordinal)
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+' or '/')
            ? null
            : $"{MessageText.Quote(text)} is no time zone; write its name, such as \"Europe/Vienna\" or \"UTC\"";

    // The password itself is in no message.
    private static string? CheckPassword(string text)
    {
        if (text.Length < ShortestPassword)
        {
            return $"is too short: {text.Length} characters, and at least {ShortestPassword} are needed";
        }

        if (text.Any(char.IsControl))
        {
            return "has a control character in it, which cannot be typed when logging in";
        }

        return Encoding.UTF8.GetByteCount(text) > LongestPassword ? $"is too long: a password has at most {LongestPassword} bytes" : null;
    }

    private static string? CheckHash(string text) =>
        Array.Exists(HashMethods, method => text.StartsWith(method, StringComparison.Ordinal)) && text.Length is > 20 and < 384
        && text.Count(static c => c == '$') >= 3 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '$' or '.' or '/' or '=' or ',' or '-' or '_')
            ? null
            : "is no hash that Debian's login takes; make one with 'mkpasswd --method=yescrypt', or write the password itself as root-password";
}
