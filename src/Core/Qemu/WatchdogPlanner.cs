namespace Domar.Core.Qemu;

/// <summary>A watchdog: the guest must touch it, or the action follows.</summary>
internal static class WatchdogPlanner
{
    public static void Plan(PlanContext context)
    {
        if (context.Options("watchdog") is not { } options)
        {
            return;
        }

        var model = options["model"] ?? "i6300esb";
        var device = new DeviceSpec(model).Add("id", "watchdog");
        context.AddDevice(model == "ib700" ? device : device.At(context.Slot("watchdog")));
        if (options["action"] is { } action)
        {
            context.Devices.AddRange(["-watchdog-action", action]);
        }
    }
}
