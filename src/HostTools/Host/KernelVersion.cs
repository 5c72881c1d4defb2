namespace Domar.HostTools.Host;

/// <summary>The running kernel, as uname(2) tells.</summary>
/// <param name="Name"><c>Linux</c>.</param>
/// <param name="Release">For example <c>6.12.48+deb13-amd64</c>.</param>
/// <param name="Version">For example <c>#1 SMP PREEMPT_DYNAMIC Debian 6.12.48-1 (2025-09-20)</c>.</param>
/// <param name="Machine">For example <c>x86_64</c>.</param>
public sealed record KernelVersion(string Name, string Release, string Version, string Machine);
