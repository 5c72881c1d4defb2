using System.Globalization;

namespace Domar.Core.Qemu;

/// <summary>Number and arrangement of the processors.</summary>
internal static class SmpPlanner
{
    public static int Sockets(PlanContext context) => (int)(context.Integer("sockets") ?? context.Integer("smp") ?? 1);

    public static int Cores(PlanContext context) => (int)(context.Integer("cores") ?? 1);

    public static void Plan(PlanContext context)
    {
        var (sockets, cores) = (Sockets(context), Cores(context));
        var most = sockets * cores;
        var active = (int)(context.Integer("vcpus") ?? 0) is var asked and > 0 ? asked : most;
        if (active > most)
        {
            throw new PlanException($"vcpus is {active}, but {sockets} socket(s) of {cores} core(s) make {most}. Lower vcpus, or raise cores or sockets.");
        }

        if (context.Host.ProcessorCount is { } processors && most > processors)
        {
            throw new PlanException($"MAX {processors} vcpus allowed per VM on this node ('{context.Host.NodeName}'), {most} are configured. Lower cores or sockets.");
        }

        var arrangement = string.Create(CultureInfo.InvariantCulture, $"sockets={sockets},cores={cores},maxcpus={most}");
        if (active == most || !HotplugFeatures.Has(context, "cpu"))
        {
            context.Head.AddRange(["-smp", $"{active},{arrangement}"]);
            return;
        }

        // Only processors that were plugged as devices can be unplugged: all but the first are.
        context.Head.AddRange(["-smp", $"1,{arrangement}"]);
        for (var i = 1; i < active; i++)
        {
            context.AddDevice(Processor(context, i, cores));
        }
    }

    /// <summary>A processor as a device.</summary>
    /// <param name="context">The guest.</param>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="cores">Cores of a socket.</param>
    public static DeviceSpec Processor(PlanContext context, int number, int cores) =>
        new DeviceSpec($"{CpuPlanner.ModelName(context)}-x86_64-cpu").Add("id", $"cpu{number + 1}")
            .Add("socket-id", number / cores).Add("core-id", number % cores).Add("thread-id", 0);
}
