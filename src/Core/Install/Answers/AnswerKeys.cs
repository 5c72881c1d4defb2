using Domar.Core.Primitives;

namespace Domar.Core.Install.Answers;

/// <summary>Every key that an answer file may have, for messages about those that it may not.</summary>
internal static class AnswerKeys
{
    /// <summary>The keys with their tables. A <c>*</c> stands for names that the writer chooses.</summary>
    public static readonly string[] All =
    [
        "global.keyboard", "global.country", "global.fqdn", "global.fqdn.source", "global.fqdn.domain", "global.mailto", "global.timezone", "global.root-password",
        "global.root-password-hashed", "global.root-ssh-keys", "global.reboot-on-error", "global.reboot-mode", "global.subscription-key",
        "network.source", "network.cidr", "network.dns", "network.gateway", "network.filter.*",
        "network.interface-name-pinning.enabled", "network.interface-name-pinning.mapping.*",
        "disk-setup.filesystem", "disk-setup.disk-list", "disk-setup.filter.*", "disk-setup.filter-match",
        "disk-setup.zfs.raid", "disk-setup.zfs.ashift", "disk-setup.zfs.arc-max", "disk-setup.zfs.checksum", "disk-setup.zfs.compress", "disk-setup.zfs.copies",
        "disk-setup.zfs.hdsize",
        "disk-setup.lvm.hdsize", "disk-setup.lvm.swapsize", "disk-setup.lvm.maxroot", "disk-setup.lvm.maxvz", "disk-setup.lvm.minfree",
        "disk-setup.btrfs.raid", "disk-setup.btrfs.compress", "disk-setup.btrfs.hdsize",
        "post-installation-webhook.url", "post-installation-webhook.cert-fingerprint", "post-installation-webhook.auth-token",
        "first-boot.source", "first-boot.ordering", "first-boot.url", "first-boot.cert-fingerprint",
    ];

    /// <summary>What to say after "unknown key": the name that was probably meant, or all that there are.</summary>
    /// <param name="table">The table's name with a dot at its end; empty for the file itself.</param>
    /// <param name="name">The key's last part, as written.</param>
    /// <param name="known">The names that the table may have.</param>
    public static string Suggest(string table, string name, IReadOnlyList<string> known)
    {
        var plain = name.Replace('_', '-');
        if (NearestName.Find(plain, known) is { } near)
        {
            return $"did you mean '{table}{near}'?";
        }

        // Written right, but in another table.
        var elsewhere = All.Where(key => key.EndsWith("." + plain, StringComparison.Ordinal) || key.Contains($".{plain}.", StringComparison.Ordinal))
            .Select(static key => key.Replace(".*", "", StringComparison.Ordinal)).ToList();
        return elsewhere.Count > 0
            ? $"did you mean {MessageText.List([.. elsewhere.Select(static key => $"'{key}'")], "or")}?"
            : $"there are: {string.Join(", ", known)}";
    }
}
