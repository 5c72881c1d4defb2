namespace Domar.Image.Tests.Harness;

/// <summary>What an installation is told, in the answer file's terms; the defaults are for a machine of this harness.</summary>
internal sealed record Answer
{
    /// <summary>First part of the name.</summary>
    public string HostName { get; init; } = "first";

    /// <summary>Root's password.</summary>
    public string Password { get; init; } = "rather-a-long-word";

    /// <summary>The zone, as in /usr/share/zoneinfo.</summary>
    public string TimeZone { get; init; } = "Europe/Zagreb";

    /// <summary>Address with prefix, in QEMU's user network.</summary>
    public string Address { get; init; } = "10.0.2.77/24";

    /// <summary>The router; QEMU's is 10.0.2.2.</summary>
    public string Gateway { get; init; } = "10.0.2.2";

    /// <summary>QEMU's name server.</summary>
    public static string NameServer => "10.0.2.3";

    /// <summary>The lines of <c>[disk-setup]</c>.</summary>
    public required string DiskSetup { get; init; }

    /// <summary>What comes after <see cref="HostName"/>.</summary>
    public static string Domain => "test.invalid";

    /// <summary>The answer file.</summary>
    public string ToToml() =>
        $"""
        [global]
        keyboard = "en-us"
        country = "hr"
        fqdn = "{HostName}.{Domain}"
        mailto = "root@{HostName}.{Domain}"
        timezone = "{TimeZone}"
        root-password = "{Password}"
        reboot-mode = "power-off"

        [network]
        source = "from-answer"
        cidr = "{Address}"
        dns = "{NameServer}"
        gateway = "{Gateway}"
        filter.ID_NET_DRIVER = "virtio_net"

        [disk-setup]
        {DiskSetup}

        """;
}
