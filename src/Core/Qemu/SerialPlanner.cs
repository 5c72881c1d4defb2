namespace Domar.Core.Qemu;

/// <summary>Serial and parallel ports.</summary>
internal static class SerialPlanner
{
    public static void Plan(PlanContext context)
    {
        foreach (var index in context.Indexes("serial"))
        {
            var id = $"serial{index}";
            var target = context.Get(id)!;
            if (target == "socket")
            {
                var path = context.Paths.Serial(index);
                context.AddChardev(Listener(id, path));
                context.SerialSockets[index] = path;
            }
            else
            {
                context.AddChardev(new DeviceSpec("serial").Add("id", id).Add("path", target));
            }

            if (context.IsX86)
            {
                context.AddDevice(new DeviceSpec("isa-serial").Add("chardev", id));
            }
            else
            {
                // ARM's board has its ports built in; the option connects the next one.
                context.Devices.AddRange(["-serial", $"chardev:{id}"]);
            }
        }

        foreach (var index in context.Indexes("parallel"))
        {
            var path = context.Get($"parallel{index}")!;
            context.AddChardev(new DeviceSpec(path.Contains("/usb/lp", StringComparison.Ordinal) ? "serial" : "parallel").Add("id", $"parallel{index}").Add("path", path));
            context.AddDevice(new DeviceSpec("isa-parallel").Add("chardev", $"parallel{index}"));
        }
    }

    /// <summary>A Unix socket that QEMU listens on without waiting for anybody.</summary>
    public static DeviceSpec Listener(string id, string path) =>
        new DeviceSpec("socket").Add("id", id).Add("path", path).Add("server", true).Add("wait", false);
}
