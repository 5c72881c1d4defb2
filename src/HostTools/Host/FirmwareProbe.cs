namespace Domar.HostTools.Host;

/// <summary>Looks at the firmware's traces in sysfs.</summary>
/// <param name="sysFolder">Where sysfs is.</param>
public sealed class FirmwareProbe(string sysFolder = "/sys")
{
    // UEFI specification, 3.3: the variable SecureBoot of the global vendor. efivarfs puts four bytes of attributes before its value.
    private const string SecureBootVariable = "firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    private const int AttributeBytes = 4;

    /// <summary>Looks now.</summary>
    public FirmwareFacts Read() => Directory.Exists(Path.Combine(sysFolder, "firmware/efi")) ? new FirmwareFacts(true, ReadSecureBoot()) : new FirmwareFacts(false, null);

    private bool? ReadSecureBoot()
    {
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(sysFolder, SecureBootVariable));
            return bytes.Length == AttributeBytes + 1 ? bytes[AttributeBytes] == 1 : null;
        }
        catch (FileNotFoundException)
        {
            // Firmware without Secure Boot has no such variable; without efivarfs nothing is known.
            return Directory.Exists(Path.Combine(sysFolder, "firmware/efi/efivars")) && Directory.EnumerateFiles(Path.Combine(sysFolder, "firmware/efi/efivars")).Any() ? false : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
