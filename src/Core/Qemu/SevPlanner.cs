namespace Domar.Core.Qemu;

/// <summary>AMD's memory encryption (SEV, SEV-ES, SEV-SNP).</summary>
internal static class SevPlanner
{
    // Policy bits: AMD SEV API 55766 table 2, SEV-SNP ABI 56860 table 9.
    private const int NoDebug = 1 << 0;
    private const int NoKeySharing = 1 << 1;
    private const int EncryptedState = 1 << 2;
    private const int NoSend = 1 << 3;
    private const int SnpAllowSmt = 1 << 16;
    private const int SnpReserved = 1 << 17;
    private const int SnpAllowDebug = 1 << 19;

    public static void Plan(PlanContext context)
    {
        if (context.Options("amd-sev") is not { } options)
        {
            return;
        }

        var type = options["type"] ?? "std";
        var works = type switch
        {
            "snp" => context.Host.Sev?.HasNestedPaging,
            "es" => context.Host.Sev?.HasEncryptedState,
            _ => context.Host.Sev?.HasStandard,
        };
        if (works != true)
        {
            throw new PlanException($"Node '{context.Host.NodeName}' cannot run a guest with 'amd-sev: type={type}': its processor or firmware lacks it. "
                + "Enable it in the firmware setup, or remove 'amd-sev'.");
        }

        var item = new DeviceSpec(type == "snp" ? "sev-snp-guest" : "sev-guest")
            .Add("id", "sev0")
            .Add("cbitpos", context.Host.Sev!.CBitPosition)
            .Add("reduced-phys-bits", context.Host.Sev.ReducedPhysicalBits)
            .Add("policy", $"0x{Policy(type, options):x}");
        if (options.GetBoolean("kernel-hashes") == true)
        {
            item.Add("kernel-hashes", true);
        }

        context.Tail.AddRange(["-object", item.ToArgument()]);
        context.MachineFlags.Add("confidential-guest-support=sev0");
    }

    private static int Policy(string type, Config.PropertyString options)
    {
        var noDebug = options.GetBoolean("no-debug") == true;
        if (type == "snp")
        {
            return SnpReserved | (options.GetBoolean("allow-smt") == false ? 0 : SnpAllowSmt) | (noDebug ? 0 : SnpAllowDebug);
        }

        return NoSend | (type == "es" ? EncryptedState : 0) | (noDebug ? NoDebug : 0) | (options.GetBoolean("no-key-sharing") == true ? NoKeySharing : 0);
    }
}
