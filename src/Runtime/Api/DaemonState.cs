namespace Domar.Runtime.Api;

/// <summary>What the daemon knows of itself, for <c>domar</c> in the node's status and for the report.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="Accelerator"><c>kvm</c> or <c>tcg</c>; null while it is being found out.</param>
/// <param name="AcceleratorReason">Why it is that one.</param>
/// <param name="QemuVersion">Version of QEMU; null when there is none.</param>
/// <param name="Problems">What is wrong, for people: config files that cannot be read, ...</param>
internal sealed record DaemonState(string Version, string? Accelerator, string? AcceleratorReason, string? QemuVersion, IReadOnlyList<string> Problems)
{
    /// <summary>SHA-256 of the node's certificate (<c>AB:CD:...</c>), which clients compare; null when it has none.</summary>
    public string? CertificateFingerprint { get; init; }
}
