namespace Domar.Core.Qemu;

/// <summary>A source of randomness for the guest.</summary>
internal static class RngPlanner
{
    // A KiB each second: plenty for a guest's pool, and no guest can drain the host's.
    private const long DefaultBytes = 1024;
    private const long DefaultPeriodMs = 1000;

    public static void Plan(PlanContext context)
    {
        if (context.Options("rng0") is not { } options)
        {
            return;
        }

        context.Devices.AddRange(["-object", new DeviceSpec("rng-random").Add("filename", options["source"] ?? "/dev/urandom").Add("id", "rng0").ToArgument()]);
        var device = new DeviceSpec("virtio-rng-pci").Add("rng", "rng0");

        // 0 means: no limit.
        if ((options.GetInt64("max_bytes") ?? DefaultBytes) is var bytes and > 0)
        {
            device.Add("max-bytes", bytes).Add("period", options.GetInt64("period") ?? DefaultPeriodMs);
        }

        context.AddDevice(device.At(context.Slot("rng0")));
    }
}
