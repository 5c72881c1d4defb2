using System.Globalization;

namespace Domar.Core.Qemu;

/// <summary>Memory shared with the host or another guest (ivshmem).</summary>
internal static class SharedMemoryPlanner
{
    public static void Plan(PlanContext context)
    {
        if (context.Options("ivshmem") is not { } options)
        {
            return;
        }

        var size = string.Create(CultureInfo.InvariantCulture, $"{options.GetInt64("size")}M");
        context.AddDevice(new DeviceSpec("ivshmem-plain").Add("memdev", "ivshmem").At(context.Slot("ivshmem")));
        context.AddObject(new DeviceSpec("memory-backend-file").Add("id", "ivshmem").Add("share", true)
            .Add("mem-path", $"/dev/shm/pve-shm-{options["name"] ?? context.Id.ToString()}").Add("size", size));
    }
}
