namespace Domar.HostTools.Qmp;

/// <summary>What QEMU says of itself when a client connects.</summary>
/// <param name="Version">Its version: major, minor, micro.</param>
/// <param name="Package">The packager's suffix, for example <c>Debian 1:7.2+dfsg-7+deb12u12</c>; empty when there is none.</param>
/// <param name="Capabilities">Names of the optional capabilities that it offers; <c>oob</c> is the only one that exists in QEMU 10.</param>
public sealed record QmpGreeting(Version Version, string Package, IReadOnlyList<string> Capabilities);
