namespace Domar.Core.Qemu;

/// <summary>The channel to the agent inside the guest.</summary>
internal static class AgentPlanner
{
    public static bool IsEnabled(PlanContext context) => context.Options("agent")?.GetBoolean("enabled") == true;

    public static void Plan(PlanContext context)
    {
        if (!IsEnabled(context))
        {
            return;
        }

        context.AddChardev(SerialPlanner.Listener("qga0", context.Paths.Agent));
        if (context.Options("agent")!["type"] == "isa")
        {
            context.AddDevice(new DeviceSpec("isa-serial").Add("chardev", "qga0"));
            return;
        }

        context.AddDevice(new DeviceSpec("virtio-serial").Add("id", "qga0").At(context.Slot("qga0")));
        context.AddDevice(new DeviceSpec("virtserialport").Add("chardev", "qga0").Add("name", "org.qemu.guest_agent.0"));
    }
}
