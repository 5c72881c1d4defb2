namespace Domar.Core.Install.Plans;

/// <summary>The keys by which a node proves to SSH's clients that it is the one that they know.</summary>
public static class SshHostKeys
{
    /// <summary>
    /// The kinds that are made, as ssh-keygen(1) calls them. No RSA: every client of the last ten years has these, and it takes longer than all else of an installation on a slow
    /// processor.
    /// </summary>
    public static IReadOnlyList<string> Kinds { get; } = ["ed25519", "ecdsa"];

    /// <summary>Where an installation leaves the public part of a key, for those who are told of it when the new state is closed again.</summary>
    /// <param name="workFolder">As <see cref="InstallContext.WorkFolder"/>.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    public static string PublicKeyPath(string workFolder, string kind) => $"{workFolder}/ssh_host_{kind}_key.pub";
}
