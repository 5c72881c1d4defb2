namespace Domar.Core.Containers.Setup;

/// <summary>What a container's setup needs beside its configuration.</summary>
public sealed record GuestSetupOptions
{
    /// <summary>Hash (crypt(5)) of the new password of root; null leaves the password as it is.</summary>
    public string? RootPasswordHash { get; init; }

    /// <summary>Lines of authorized_keys that may log in as root; empty leaves the keys as they are.</summary>
    public IReadOnlyList<string> SshPublicKeys { get; init; } = [];

    /// <summary>The host's time zone, for <c>timezone: host</c>; null when it is not known.</summary>
    public string? HostTimeZone { get; init; }

    /// <summary>The host's DNS servers, for a container without <c>nameserver</c>; empty leaves the container's own.</summary>
    public IReadOnlyList<string> HostNameservers { get; init; } = [];

    /// <summary>The host's search domains, for a container without <c>searchdomain</c>.</summary>
    public IReadOnlyList<string> HostSearchDomains { get; init; } = [];
}
