namespace Domar.Core.Containers;

/// <summary>Tells which distribution is in a root file system.</summary>
public static class GuestOsDetector
{
    private const string OsRelease = "/etc/os-release";
    private const string VendorOsRelease = "/usr/lib/os-release";

    /// <summary>What <see cref="Detect"/> needs to know.</summary>
    public static GuestFactsQuery Query { get; } = new(
        [OsRelease, VendorOsRelease, "/etc/debian_version", "/etc/devuan_version", "/etc/alpine-release", "/etc/redhat-release", "/etc/gentoo-release"],
        ["/etc/arch-release", "/etc/NIXOS", "/etc/SuSE-release"],
        []);

    /// <summary>Detects.</summary>
    /// <param name="facts">What was found.</param>
    /// <returns>The system; <see cref="GuestOs.Unmanaged"/> for one that is not known.</returns>
    public static GuestOs Detect(GuestFacts facts)
    {
        // os-release(5); systems older than it have files of their own.
        var release = Parse(facts.Text(OsRelease) ?? facts.Text(VendorOsRelease) ?? "");
        var version = release.GetValueOrDefault("VERSION_ID", "");
        string[] names = [release.GetValueOrDefault("ID", ""), .. release.GetValueOrDefault("ID_LIKE", "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        foreach (var name in names)
        {
            if (Type(name) is { } type)
            {
                return new GuestOs(type, type switch
                {
                    // A point release, which os-release lacks.
                    "debian" when name == names[0] && version.Length == 0 => FirstLine(facts.Text("/etc/debian_version")),
                    "devuan" when version.Length == 0 => FirstLine(facts.Text("/etc/devuan_version")),
                    "alpine" => AlpineBranch(FirstLine(facts.Text("/etc/alpine-release")) is { Length: > 0 } exact ? exact : version),
                    _ => version,
                });
            }
        }

        return Old(facts);
    }

    private static string? Type(string id) => id switch
    {
        "debian" or "devuan" or "ubuntu" or "fedora" or "alpine" or "gentoo" or "nixos" => id,
        "centos" or "rhel" or "rocky" or "almalinux" or "ol" or "eurolinux" or "scientific" => "centos",
        "arch" or "archlinux" or "archarm" => "archlinux",
        "opensuse" or "opensuse-leap" or "opensuse-tumbleweed" or "opensuse-slowroll" or "opensuse-microos" or "sles" or "suse" => "opensuse",
        _ => null,
    };

    private static GuestOs Old(GuestFacts facts)
    {
        if (facts.Text("/etc/devuan_version") is { } devuan)
        {
            return new GuestOs("devuan", FirstLine(devuan));
        }

        if (facts.Text("/etc/alpine-release") is { } alpine)
        {
            return new GuestOs("alpine", AlpineBranch(FirstLine(alpine)));
        }

        if (facts.Text("/etc/redhat-release") is { } redHat)
        {
            // "CentOS release 6.10 (Final)", "Fedora release 20 (Heisenbug)".
            var version = redHat.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(static word => char.IsAsciiDigit(word[0])) ?? "";
            return new GuestOs(redHat.Contains("Fedora", StringComparison.Ordinal) ? "fedora" : "centos", version);
        }

        return facts switch
        {
            _ when facts.Text("/etc/debian_version") is { } debian => new GuestOs("debian", FirstLine(debian)),
            _ when facts.Text("/etc/gentoo-release") is not null => new GuestOs("gentoo", ""),
            _ when facts.Has("/etc/arch-release") => new GuestOs("archlinux", ""),
            _ when facts.Has("/etc/NIXOS") => new GuestOs("nixos", ""),
            _ when facts.Has("/etc/SuSE-release") => new GuestOs("opensuse", ""),
            _ => GuestOs.Unmanaged,
        };
    }

    private static string FirstLine(string? text) => text?.Split('\n')[0].Trim() ?? "";

    private static string AlpineBranch(string version) => version.Split('.') is [var major, var minor, ..] ? $"{major}.{minor}" : version;

    private static Dictionary<string, string> Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line[0] != '#')
            {
                // The last one counts, as in a shell.
                values[line[..equals].Trim()] = line[(equals + 1)..].Trim().Trim('"', '\'');
            }
        }

        return values;
    }
}
