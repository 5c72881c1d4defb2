using Domar.Core.Install.Toml;

namespace Domar.Core.Install.Answers;

/// <summary>
/// Reads answer files of Proxmox VE's unattended installation (pve.proxmox.com/wiki/Automated_Installation, as of 9.2): TOML, keys with hyphens or, as before 9.0, with
/// underscores. Tells every problem, not the first. What needs the host (whether a disk is there) is checked by the resolver.
/// </summary>
public static class AnswerParser
{
    /// <summary>Reads a file; never throws because of what is in it.</summary>
    /// <param name="content">The file's bytes.</param>
    public static AnswerParseResult Parse(ReadOnlySpan<byte> content)
    {
        var problems = new List<AnswerProblem>();
        if (TomlTreeReader.Read(content, problems) is not { } tree)
        {
            return new AnswerParseResult(null, AnswerProblem.Sort(problems));
        }

        var root = new AnswerTable("", tree, TextPosition.Start, problems);
        var file = new AnswerFile
        {
            Global = Required(root, "global", "write [global] with keyboard, country, fqdn, mailto, timezone and a root password") is { } global
                ? AnswerGlobalReader.Read(global)
                : new AnswerGlobal(),
            Network = Required(root, "network", "write [network] with source = \"from-dhcp\" or \"from-answer\"") is { } network
                ? AnswerNetworkReader.Read(network)
                : new AnswerNetwork(),
            Disks = Required(root, "disk-setup", "write [disk-setup] with filesystem, and disk-list or filter") is { } disks
                ? AnswerDisksReader.Read(disks)
                : new AnswerDisks(),
            Webhook = root.Table("post-installation-webhook") is { } webhook ? AnswerHooksReader.ReadWebhook(webhook) : null,
            FirstBoot = root.Table("first-boot") is { } firstBoot ? AnswerHooksReader.ReadFirstBoot(firstBoot) : null,
        };
        root.Finish();
        return new AnswerParseResult(file, AnswerProblem.Sort(problems));
    }

    private static AnswerTable? Required(AnswerTable root, string name, string advice)
    {
        if (root.PlaceOf(name) is null)
        {
            root.Fail(TextPosition.Start, $"table '{name}' is missing; {advice}");
        }

        return root.Table(name);
    }
}
