namespace Domar.Core.Qemu;

/// <summary>QEMU's named x86 CPU models by vendor, and the x86-64 psABI levels.</summary>
internal static class CpuModels
{
    private const string Intel = "GenuineIntel";
    private const string Amd = "AuthenticAMD";

    // Models that start with one of these (docs/system/cpu-models-x86.rst and `qemu-system-x86_64 -cpu help`).
    private static readonly string[] AmdPrefixes = ["EPYC", "Opteron", "athlon", "phenom"];

    private static readonly string[] IntelPrefixes =
    [
        "486", "Broadwell", "Cascadelake", "Conroe", "Cooperlake", "GraniteRapids", "Haswell", "Icelake", "IvyBridge", "KnightsMill", "Nehalem",
        "Penryn", "SandyBridge", "SapphireRapids", "SierraForest", "Skylake", "Westmere", "core2duo", "coreduo", "pentium", "ClearwaterForest", "Diamond",
    ];

    private static readonly string[] Level2 = ["pni", "popcnt", "sse4.1", "sse4.2", "ssse3"];
    private static readonly string[] Level3 = [.. Level2, "aes", "abm", "avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe", "xsave"];
    private static readonly string[] Level4 = [.. Level3, "avx512bw", "avx512cd", "avx512dq", "avx512f", "avx512vl"];

    /// <summary>CPUID vendor that a model has; null where it is the host's or QEMU's own.</summary>
    public static string? Vendor(string model) =>
        AmdPrefixes.Any(p => model.StartsWith(p, StringComparison.Ordinal)) ? Amd
        : IntelPrefixes.Any(p => model.StartsWith(p, StringComparison.Ordinal)) ? Intel
        : null;

    /// <summary>QEMU's model and the added features of a level (<c>x86-64-v2-AES</c>); null for a name that is no level. See the x86-64 psABI, table 3.1.</summary>
    public static (string Model, string[] Features)? Level(string name) => name switch
    {
        "x86-64-v1" => ("kvm64", []),
        "x86-64-v2" => ("qemu64", Level2),
        "x86-64-v2-AES" => ("qemu64", [.. Level2, "aes"]),
        "x86-64-v3" => ("qemu64", Level3),
        "x86-64-v4" => ("qemu64", Level4),
        _ => null,
    };
}
