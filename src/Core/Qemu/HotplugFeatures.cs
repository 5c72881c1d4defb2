namespace Domar.Core.Qemu;

/// <summary>Which kinds of device may be changed while the guest runs (key <c>hotplug</c>).</summary>
internal static class HotplugFeatures
{
    private const string Default = "network,disk,usb";

    // "1" means the default set, "0" none: spellings from before the key became a list.
    public static bool Has(PlanContext context, string feature) => Has(context.Get("hotplug"), feature);

    public static bool Has(string? value, string feature) =>
        (value is null or "1" ? Default : value).Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Contains(feature);
}
