using static Domar.Core.Config.Field;

namespace Domar.Core.Config;

internal static partial class QemuKeys
{
    private static KeySchema[] Passthrough() =>
    [
        new("hostpci[n]", ConfigValueType.PropertyString, "PCI device of the host.")
        {
            MaxIndex = 15,
            FormatName = "pve-qm-hostpci",
            CrossCheck = static p => (p["host"], p["mapping"]) switch
            {
                (null, null) => "needs host= or mapping=.",
                ({ }, { }) => "host= and mapping= exclude each other.",
                _ => null,
            },
            SubKeys =
            [
                Text("host", "Address of the device, or of several functions.", Forms.PciAddresses, isDefaultKey: true),
                Text("device-id", "Device id that the guest sees.", Forms.HexId),
                Choice("driver", "vfio binds the device to vfio-pci, keep leaves its driver.", ["vfio", "keep"], "vfio"),
                Flag("legacy-igd", "Pass an Intel graphics chip as the only card.", "0"),
                Text("mapping", "Name of a mapping that stands for the device on each node.", Forms.ConfigId),
                Text("mdev", "Type of mediated device.", Forms.MediatedDevice),
                Flag("pcie", "Show it on a PCIe port; needs q35.", "0"),
                Flag("rombar", "Show its ROM to the guest.", "1"),
                Text("romfile", "File with its ROM, in /usr/share/kvm.", Forms.RomFile),
                Text("sub-device-id", "Subsystem device id that the guest sees.", Forms.HexId),
                Text("sub-vendor-id", "Subsystem vendor id that the guest sees.", Forms.HexId),
                Text("vendor-id", "Vendor id that the guest sees.", Forms.HexId),
                Flag("x-vga", "It is the guest's graphics card.", "0"),
            ],
        },
        Properties("usb[n]", "USB device of the host, or a SPICE channel for one.",
        [
            Text("host", "The device or port.", Forms.UsbHost, isDefaultKey: true),
            Text("mapping", "Name of a mapping that stands for the device on each node.", Forms.ConfigId),
            Flag("usb3", "Attach it to a USB 3 controller.", "0"),
        ],
        maxIndex: 13),
        Properties("virtiofs[n]", "Folder of the host shared with the guest.",
        [
            Text("dirid", "Name of the folder's mapping.", Forms.ConfigId, isDefaultKey: true, required: true),
            Choice("cache", "How the guest caches.", ["auto", "always", "metadata", "never"], "auto"),
            Flag("direct-io", "Honour the guest's O_DIRECT.", "0"),
            Flag("expose-acl", "Let POSIX ACLs through.", "0"),
            Flag("expose-xattr", "Let extended attributes through.", "0"),
        ],
        maxIndex: 9),
    ];
}
