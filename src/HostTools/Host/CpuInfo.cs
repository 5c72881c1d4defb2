namespace Domar.HostTools.Host;

/// <summary>The host's processors.</summary>
/// <param name="Vendor">CPUID vendor: <c>GenuineIntel</c>, <c>AuthenticAMD</c>; empty when the kernel does not tell.</param>
/// <param name="Model">For people.</param>
/// <param name="Sockets">Packages.</param>
/// <param name="Cores">Cores of all packages.</param>
/// <param name="Threads">Logical processors that are online.</param>
/// <param name="MegaHertz">The first one's speed when it was read; 0 when unknown.</param>
/// <param name="PhysicalAddressBits">Width of physical addresses; 0 when unknown.</param>
/// <param name="Flags">Features, as the kernel names them.</param>
public sealed record CpuInfo(string Vendor, string Model, int Sockets, int Cores, int Threads, double MegaHertz, int PhysicalAddressBits, IReadOnlySet<string> Flags)
{
    /// <summary>Whether the processor offers hardware virtualization (vmx or svm).</summary>
    public bool HasVirtualization => Flags.Contains("vmx") || Flags.Contains("svm");
}
