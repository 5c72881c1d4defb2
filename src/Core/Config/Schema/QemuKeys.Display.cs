using static Domar.Core.Config.Field;

namespace Domar.Core.Config;

internal static partial class QemuKeys
{
    private static KeySchema[] Display() =>
    [
        Properties("vga", "Graphics card.",
        [
            Choice("type", "Its model; serialN shows a serial port instead.",
                ["cirrus", "qxl", "qxl2", "qxl3", "qxl4", "none", "serial0", "serial1", "serial2", "serial3", "std", "virtio", "virtio-gl", "vmware"],
                "std", isDefaultKey: true),
            Choice("clipboard", "Share a clipboard with the viewer.", ["vnc"]),
            Int("memory", "Its memory in MiB.", 4, 512),
        ]),
        Properties("spice_enhancements", "Additions to SPICE.",
        [
            Flag("foldersharing", "Let the viewer share a folder.", "0"),
            Choice("videostreaming", "What is sent as a video stream.", ["off", "all", "filter"], "off"),
        ]),
        Properties("audio0", "Sound card.",
        [
            Choice("device", "Its model.", ["ich9-intel-hda", "intel-hda", "AC97"], required: true),
            Choice("driver", "Where its sound goes.", ["spice", "none"], "spice"),
        ]),
        KeyChoice("keyboard", "Keyboard layout of the VNC server; better set in the guest.",
            ["de", "de-ch", "da", "en-gb", "en-us", "es", "fi", "fr", "fr-be", "fr-ca", "fr-ch", "hu", "is", "it", "ja", "lt", "mk", "nl", "no", "pl", "pt", "pt-br", "sv", "sl", "tr"]),
        KeyFlag("tablet", "A pointer that follows the viewer's without grabbing it.", "1"),
        KeyText("serial[n]", "Serial port: a socket or a device of the host.", Forms.SerialPort, maxIndex: 3),
        KeyText("parallel[n]", "Parallel port of the host.", Forms.ParallelPort, maxIndex: 2),
    ];
}
