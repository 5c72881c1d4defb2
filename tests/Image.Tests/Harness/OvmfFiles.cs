namespace Domar.Image.Tests.Harness;

/// <summary>Where Debian's package <c>ovmf</c> puts UEFI firmware.</summary>
internal static class OvmfFiles
{
    private const string Folder = "/usr/share/OVMF";

    /// <summary>The firmware's code.</summary>
    public static string Code(Firmware firmware) => firmware is Firmware.UefiSecureBoot
        ? Find("OVMF_CODE_4M.secboot.fd", "OVMF_CODE_4M.ms.fd")
        : Find("OVMF_CODE_4M.fd");

    /// <summary>The variables to begin with; to be copied. Those for Secure Boot have Microsoft's keys enrolled.</summary>
    public static string Variables(Firmware firmware) => Find(firmware is Firmware.UefiSecureBoot ? "OVMF_VARS_4M.ms.fd" : "OVMF_VARS_4M.fd");

    private static string Find(params string[] names) =>
        names.Select(name => Path.Combine(Folder, name)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"There is no {string.Join(" or ", names)} in {Folder}. Run 'apt-get install ovmf' (make setup does).");
}
