namespace Domar.Core.Qemu;

/// <summary>What AMD's memory encryption needs to know of the host's processor (CPUID leaf 0x8000001F).</summary>
/// <param name="CBitPosition">Position of the encryption bit in a page table entry.</param>
/// <param name="ReducedPhysicalBits">Physical address bits lost to encryption.</param>
/// <param name="HasStandard">Whether SEV works.</param>
/// <param name="HasEncryptedState">Whether SEV-ES works.</param>
/// <param name="HasNestedPaging">Whether SEV-SNP works.</param>
public sealed record SevFacts(int CBitPosition, int ReducedPhysicalBits, bool HasStandard, bool HasEncryptedState, bool HasNestedPaging);
