namespace Domar.HostTools.Kvm;

/// <summary>KVM did not run the probe guest. The message says how it failed.</summary>
internal sealed class KvmProbeException(string message) : Exception(message);
