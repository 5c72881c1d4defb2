using Domar.Core.Config;

namespace Domar.Core.Qemu;

/// <summary>Network cards and what they are connected to.</summary>
internal static class NetPlanner
{
    // Sizes of virtio-net queues; QEMU allows up to 1024 for receiving, and 256 is its own default for sending without vhost-user.
    private const int VirtioQueueRx = 1024;
    private const int VirtioQueueTx = 256;

    public static void Plan(PlanContext context)
    {
        foreach (var index in context.Indexes("net"))
        {
            var options = context.Options($"net{index}")!;
            context.Devices.AddRange(["-netdev", BackEnd(context, index, options).ToArgument("type")]);
            context.AddDevice(Card(context, index, options));
            if (Tap(context, index, options) is { } tap)
            {
                context.Taps.Add(tap);
            }

            if (options.GetBoolean("link_down") == true)
            {
                context.AfterStart.Add(LinkStep($"net{index}", isUp: false));
            }
        }
    }

    /// <summary>Plugs a card's cable in or out.</summary>
    public static QmpStep LinkStep(string id, bool isUp) => new("set_link", JsonText.Write(w =>
    {
        w.WriteStartObject();
        w.WriteString("name", id);
        w.WriteBoolean("up", isUp);
        w.WriteEndObject();
    }));

    public static DeviceSpec BackEnd(PlanContext context, int index, PropertyString options)
    {
        if (!UsesTap(context, options))
        {
            return new DeviceSpec("user").Add("id", $"net{index}").Add("hostname", context.Get("name") ?? $"vm{context.Id}");
        }

        var queues = Queues(options);
        var isVirtio = options["model"] == "virtio";
        return new DeviceSpec("tap").Add("id", $"net{index}").Add("ifname", TapName(context, index))
            .Add("script", context.IsProxmoxBuild ? "/usr/libexec/qemu-server/pve-bridge" : "no")
            .Add("downscript", context.IsProxmoxBuild ? "/usr/libexec/qemu-server/pve-bridgedown" : "no")
            .Add("vhost", isVirtio && context.Host.HasVhostNet && context.UsesKvm ? true : null)
            .Add("queues", isVirtio && queues > 1 ? queues : null);
    }

    public static DeviceSpec Card(PlanContext context, int index, PropertyString options)
    {
        var key = $"net{index}";
        var model = options["model"] ?? throw new PlanException($"{key} has no model. Set it, for example to virtio=MAC.");
        var isVirtio = model == "virtio";
        var card = new DeviceSpec(isVirtio ? "virtio-net-pci" : model).Add("mac", options["macaddr"]).Add("netdev", key);
        if (model != "ne2k_isa")
        {
            card.At(context.Slot(key));
        }

        card.Add("id", key);
        if (isVirtio)
        {
            AddQueues(context, options, card);
        }

        if (model != "ne2k_isa")
        {
            card.Add("bootindex", context.Boot.IndexOf(key, 'n'));
        }

        if (isVirtio)
        {
            card.Add("host_mtu", Mtu(context, key, options));
            if (context.IsProxmoxBuild && context.Host.Qemu.HasHostTunnel && context.Machine.AtLeast(10, 2))
            {
                card.Add("host_tunnel", false);
            }
        }

        return context.Machine.IsPxe && model != "ne2k_isa" ? card.Add("romfile", $"pxe-{(isVirtio ? "virtio" : model)}.rom") : card;
    }

    public static TapInterface? Tap(PlanContext context, int index, PropertyString options) => UsesTap(context, options)
        ? new TapInterface(TapName(context, index), options["bridge"]!)
        {
            Index = index,
            Queues = options["model"] == "virtio" ? Queues(options) : 1,
            VlanTag = (int?)options.GetInt64("tag"),
            Mtu = options.GetInt64("mtu") is > 1 and var mtu ? (int)mtu : null,
        }
        : null;

    private static bool UsesTap(PlanContext context, PropertyString options) =>
        context.Host.NetworkMode == NetworkMode.Tap && options["bridge"] is not null;

    private static string TapName(PlanContext context, int index) => $"tap{context.Id}i{index}";

    private static int Queues(PropertyString options) => options.GetInt64("queues") is > 0 and var queues ? (int)queues : 1;

    private static void AddQueues(PlanContext context, PropertyString options, DeviceSpec card)
    {
        var queues = UsesTap(context, options) ? Queues(options) : 1;
        var isModern = context.Machine.AtLeast(7, 1);
        if (queues > 1)
        {
            // One interrupt for each direction of each queue, one for the configuration, one for the control queue.
            card.Add("vectors", (queues * 2) + 2).Add("mq", true).Add("packed", isModern ? true : null);
        }

        // The larger receive queue helps against loss in bursts.
        card.Add("rx_queue_size", isModern ? VirtioQueueRx : null).Add("tx_queue_size", isModern ? VirtioQueueTx : null);
    }

    private static int? Mtu(PlanContext context, string key, PropertyString options)
    {
        var bridge = options["bridge"];
        var wish = (int?)options.GetInt64("mtu");
        if (!UsesTap(context, options))
        {
            return wish > 1 ? wish : null;
        }

        var available = context.Host.BridgeMtu(bridge!);
        if (wish is null)
        {
            return context.Machine.AtLeast(11, 0) ? available : null;
        }

        // 1 stands for the bridge's own.
        if (wish == 1)
        {
            return available ?? throw new PlanException($"{key}: the MTU of bridge '{bridge}' is not known, so mtu=1 has no meaning. Make the bridge, or give the MTU as a number.");
        }

        return available is null || wish <= available
            ? wish
            : throw new PlanException($"{key}: MTU {wish} is larger than that of bridge '{bridge}', {available}. Lower it, or raise the bridge's.");
    }
}
