namespace Domar.Core.Qemu;

/// <summary>A sound card.</summary>
internal static class AudioPlanner
{
    public static void Plan(PlanContext context)
    {
        if (context.Options("audio0") is not { } options)
        {
            return;
        }

        // Without SPICE nobody could hear it, but the guest keeps its card.
        var backEnd = (options["driver"] ?? "spice") == "spice" && context.Host.Qemu.HasSpice && context.Vga.IsSpice ? "spice" : "none";
        var audio = $"{backEnd}-backend0";
        context.Devices.AddRange(["-audiodev", $"{backEnd},id={audio}"]);
        var model = options["device"] ?? "ich9-intel-hda";
        var card = new DeviceSpec(model).Add("id", "audiodev0").At(context.Slot("audiodev0"));
        if (model == "AC97")
        {
            context.AddDevice(card.Add("audiodev", audio));
            return;
        }

        context.AddDevice(card);
        foreach (var (codec, address) in (ReadOnlySpan<(string, int)>)[("hda-micro", 0), ("hda-duplex", 1)])
        {
            context.AddDevice(new DeviceSpec(codec).Add("id", $"audiodev0-codec{address}").Add("bus", "audiodev0.0").Add("cad", address).Add("audiodev", audio));
        }
    }
}
