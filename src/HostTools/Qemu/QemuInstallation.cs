namespace Domar.HostTools.Qemu;

/// <summary>The host's QEMU.</summary>
/// <param name="Program">Absolute path of the binary.</param>
/// <param name="Version">Its version: major, minor, micro.</param>
/// <param name="Package">The packager's suffix, for example <c>Debian 1:7.2+dfsg-7+deb12u12</c>; empty when there is none.</param>
public sealed record QemuInstallation(string Program, Version Version, string Package);
