namespace Domar.Installer.Unattended;

/// <summary>What an installation came to, as far as others want to know it.</summary>
internal sealed record InstallOutcome
{
    /// <summary>The installed system's machine-id; null when it is made at the first start.</summary>
    public string? MachineId { get; init; }

    /// <summary>Its public SSH host keys, as lines of their files, by <c>ecdsa</c>, <c>ed25519</c> and <c>rsa</c>; those that there are not are missing.</summary>
    public IReadOnlyDictionary<string, string> SshHostKeys { get; init; } = new Dictionary<string, string>();
}
