using static Domar.Core.Config.Field;

namespace Domar.Core.Config;

internal static partial class QemuKeys
{
    private static readonly string[] NetworkModels =
    [
        "e1000", "e1000-82540em", "e1000-82544gc", "e1000-82545em", "e1000e", "i82551", "i82557b", "i82559er",
        "ne2k_isa", "ne2k_pci", "pcnet", "rtl8139", "virtio", "vmxnet3",
    ];

    private static KeySchema[] Network() =>
    [
        Properties("net[n]", "Network device.",
        [
            Choice("model", "Model of the card.", NetworkModels, isDefaultKey: true, required: true),
            Text("macaddr", "Hardware address.", Forms.MacAddress),
            Text("bridge", "Bridge on the host that the device joins; without one, the device sits behind NAT.", Forms.Bridge),
            Flag("firewall", "Whether the firewall guards the device."),
            Flag("link_down", "Start with the cable unplugged."),
            Int("mtu", "MTU of a virtio device; 1 takes the bridge's.", 1, 65520),
            Int("queues", "Number of packet queues.", 0, 64),
            Number("rate", "Limit in megabytes per second.", 0),
            Int("tag", "VLAN of the device's packets.", 1, 4094),
            Text("trunks", "VLANs that may pass the device tagged.", Forms.VlanRanges),
            .. NetworkModels.Select(static model =>
                new SubKeySchema(model, ConfigValueType.String, $"Model {model} with this hardware address.") { AliasOf = "macaddr", NameIsValueOf = "model" }),
        ],
        maxIndex: 31),
    ];
}
