namespace Domar.HostTools.Host;

/// <summary>What the host offers to guests, beside processors and QEMU.</summary>
/// <param name="BridgeMtus">Its bridges with their MTUs.</param>
/// <param name="HasVhostNet">Whether /dev/vhost-net exists and may be opened.</param>
/// <param name="HasIoUring">Whether programs may use io_uring; containers and hardened kernels forbid it.</param>
/// <param name="HugepageSizesMiB">Sizes of huge pages that the kernel offers, ascending.</param>
/// <param name="FirmwareBytes">Files of the firmware folder (<c>OVMF_CODE_4M.fd</c>, ...) with their sizes; empty when there is no such folder.</param>
public sealed record PlatformFacts(
    IReadOnlyDictionary<string, int> BridgeMtus, bool HasVhostNet, bool HasIoUring, IReadOnlyList<int> HugepageSizesMiB, IReadOnlyDictionary<string, long> FirmwareBytes);
