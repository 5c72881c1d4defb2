using System.Text;

namespace Domar.Core.Qemu;

/// <summary>The system's identity: SMBIOS type 1 and the VM generation id.</summary>
internal static class SmbiosPlanner
{
    private static readonly string[] TextFields = ["manufacturer", "product", "version", "serial", "sku", "family"];

    public static void Plan(PlanContext context)
    {
        if (context.Options("smbios1") is { } options)
        {
            var isEncoded = options.GetBoolean("base64") == true;
            var identity = new DeviceSpec("1").Add("uuid", options["uuid"]);
            foreach (var field in TextFields)
            {
                identity.Add(field, isEncoded ? Decode(field, options[field]) : options[field]);
            }

            context.Head.AddRange(["-smbios", identity.ToArgument("type")]);
        }

        if (context.Get("vmgenid") is { Length: > 1 } generation)
        {
            context.AddDevice(new DeviceSpec("vmgenid").Add("guid", generation));
        }
    }

    private static string? Decode(string field, string? value)
    {
        if (value is null)
        {
            return null;
        }

        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value, bytes, out var count)
            ? Encoding.UTF8.GetString(bytes, 0, count)
            : throw new PlanException($"smbios1: '{field}' is '{value}', which is not base64, though base64=1 says so. Encode it, or remove base64=1.");
    }
}
