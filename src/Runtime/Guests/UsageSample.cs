namespace Domar.Runtime.Guests;

/// <summary>CPU time of a process at one moment; two of them give a rate.</summary>
/// <param name="Pid">The process.</param>
/// <param name="At">Timestamp of the monotonic clock.</param>
/// <param name="CpuTime">CPU time used until then.</param>
/// <param name="Rate">The rate at that moment, 1 being all of the VM's CPUs.</param>
internal sealed record UsageSample(int Pid, long At, TimeSpan CpuTime, double Rate);
