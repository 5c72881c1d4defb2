namespace Domar.Core.Qemu;

/// <summary>A trusted platform module, emulated by swtpm beside QEMU.</summary>
internal static class TpmPlanner
{
    public static void Plan(PlanContext context)
    {
        if (!context.Has("tpmstate0"))
        {
            return;
        }

        if (!context.IsProxmoxBuild)
        {
            throw new PlanException($"VM {context.Id} has a TPM (tpmstate0), which this version cannot run. Remove it with 'domar vm set {context.Id} --delete tpmstate0'; "
                + "keep its volume when disks are encrypted with it.");
        }

        context.AddChardev(new DeviceSpec("socket").Add("id", "tpmchar").Add("path", context.Paths.Tpm));
        context.Devices.AddRange(["-tpmdev", "emulator,id=tpmdev,chardev=tpmchar"]);
        context.AddDevice(new DeviceSpec(context.IsX86 ? "tpm-tis" : "tpm-tis-device").Add("tpmdev", "tpmdev"));
    }
}
