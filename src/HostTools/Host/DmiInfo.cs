namespace Domar.HostTools.Host;

/// <summary>What the firmware says the machine is (SMBIOS), from /sys/class/dmi/id.</summary>
/// <param name="System">The whole: <c>name</c>, <c>serial</c>, <c>sku</c>, <c>uuid</c>.</param>
/// <param name="Baseboard">Its main board: <c>name</c>, <c>serial</c>, <c>asset_tag</c>.</param>
/// <param name="Chassis">Its case: <c>serial</c>, <c>sku</c>, <c>asset_tag</c>.</param>
public sealed record DmiInfo(IReadOnlyDictionary<string, string> System, IReadOnlyDictionary<string, string> Baseboard, IReadOnlyDictionary<string, string> Chassis)
{
    /// <summary>Reads it. What is not there, or may not be read by this user, is left out.</summary>
    /// <param name="sysFolder">Where sysfs is.</param>
    public static DmiInfo Read(string sysFolder = "/sys")
    {
        var folder = Path.Combine(sysFolder, "class/dmi/id");
        return new DmiInfo(
            Part(folder, "product_", "serial", "sku", "uuid", "name"), Part(folder, "board_", "asset_tag", "serial", "name"), Part(folder, "chassis_", "serial", "sku", "asset_tag"));
    }

    private static SortedDictionary<string, string> Part(string folder, string prefix, params ReadOnlySpan<string> names)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            try
            {
                result[name] = File.ReadAllText(Path.Combine(folder, prefix + name)).Trim();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
            }
        }

        return result;
    }
}
