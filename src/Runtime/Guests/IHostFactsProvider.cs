using Domar.Core.Qemu;

namespace Domar.Runtime.Guests;

/// <summary>What planning needs to know of the host, collected once and renewed when it may have changed.</summary>
internal interface IHostFactsProvider
{
    /// <summary>The facts; the first call may wait for the accelerator's probe.</summary>
    /// <exception cref="RequestRefusedException">There is no QEMU; the message says what to install.</exception>
    Task<HostFacts> GetAsync(CancellationToken cancellationToken);
}
