using Domar.Core.Qemu;

namespace Domar.Core.Units;

/// <summary>What planning the limits of units needs to know of the host.</summary>
public sealed record UnitFacts
{
    /// <summary>Numbers of the processors that are online, ascending, at least one (<c>/sys/devices/system/cpu/online</c>).</summary>
    public required IReadOnlyList<int> OnlineCpus { get; init; }

    /// <summary>How VMs of the host's own architecture run, unless their configuration says <c>kvm: 0</c>.</summary>
    public Accelerator Accelerator { get; init; }

    /// <summary>The host's processor architecture as QEMU names it: <c>x86_64</c> or <c>aarch64</c>.</summary>
    public string Arch { get; init; } = "x86_64";

    /// <summary>
    /// Spreads containers with <c>cores</c> over the processors: each step of 1 begins the choice as many processors further on as the container has
    /// cores. Zero or more; the guest's id does.
    /// </summary>
    public int CpuOffset { get; init; }
}
