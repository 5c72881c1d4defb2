namespace Domar.Runtime.Containers;

/// <summary>A container to be made.</summary>
internal sealed record ContainerRequest
{
    /// <summary>Volume (<c>local:vztmpl/NAME</c>) or absolute path of the archive of its root file system.</summary>
    public required string Template { get; init; }

    /// <summary>Config keys and values as given.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Storage of the root file system when the settings have no <c>rootfs</c>.</summary>
    public string Storage { get; init; } = "local";

    /// <summary>Password of its root; null for none, so that nobody logs in with one.</summary>
    public string? Password { get; init; }

    /// <summary>SSH keys of its root, one a line; null for none.</summary>
    public string? SshPublicKeys { get; init; }

    /// <summary>Whether to start it afterwards.</summary>
    public bool Start { get; init; }
}
