using Domar.Core.Qemu;

namespace Domar.HostTools.Kvm;

/// <summary>How guests of this host's architecture can run.</summary>
/// <param name="Accelerator">What to use.</param>
/// <param name="Reason">Why, as one sentence for people.</param>
public sealed record AcceleratorFacts(Accelerator Accelerator, string Reason);
