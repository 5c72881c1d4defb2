namespace Domar.Core.Qemu;

/// <summary>UEFI firmware: its code, and the store of its variables (<c>efidisk0</c>).</summary>
internal static class FirmwarePlanner
{
    private const long SmallVariablesBytes = 128 * 1024;
    private const long LargeVariablesBytes = 528 * 1024;

    public static void Plan(PlanContext context)
    {
        if (!context.IsOvmf)
        {
            if (!context.IsX86)
            {
                throw new PlanException("A guest with 'arch: aarch64' needs UEFI. Set 'bios: ovmf'.");
            }

            return;
        }

        var drive = DriveConfig.Read(context, "efidisk0");
        var sev = context.Options("amd-sev")?["type"];
        if (sev == "snp")
        {
            // SNP measures the firmware as one image; it cannot have a variable store.
            context.Head.AddRange(["-bios", FirmwareFile(context, "OVMF_SEV_4M.fd")]);
            return;
        }

        var code = FirmwareFile(context, CodeFile(context, drive, sev is not null));
        var volume = drive is null ? TemporaryStore(context) : DiskPlanner.Volume(context, drive)!;
        drive ??= DriveConfig.From("efidisk0", Config.PropertyString.Parse(Schema, volume.Name));
        if (context.UsesLegacyDrives)
        {
            PlanLegacy(context, drive, volume, code);
            return;
        }

        context.Head.AddRange(["-object", BlockGraph.ThrottleGroupJson(drive)]);
        context.Head.AddRange(["-blockdev", new BlockNode("raw", "pflash0") { File = new BlockNode("file", null).Set("filename", code) }.Set("read-only", true).ToJson()]);
        context.Head.AddRange(["-blockdev", BlockGraph.Build(context, drive, volume).ToJson()]);
        context.MachineFlags.AddRange(["pflash0=pflash0", $"pflash1={drive.NodeName}"]);
    }

    /// <summary>Size that the firmware expects its variable store to have.</summary>
    public static long VariablesSize(PlanContext context, DriveConfig drive)
    {
        var (name, otherwise) = !context.IsX86 ? ("AAVMF_VARS", 64L << 20)
            : drive.Options["efitype"] == "4m" ? ("OVMF_VARS_4M", LargeVariablesBytes)
            : ("OVMF_VARS", SmallVariablesBytes);
        return context.Host.FirmwareSizes.TryGetValue(name, out var size) ? size : otherwise;
    }

    /// <summary>The file that a new variable store is copied from.</summary>
    public static string VariablesTemplate(HostFacts host, bool isX86, bool isLarge, bool hasKeys) =>
        !isX86 ? $"{host.AavmfFolder}/AAVMF_VARS.fd"
        : isLarge ? $"{host.OvmfFolder}/OVMF_VARS_4M{(hasKeys ? ".ms" : "")}.fd"
        : $"{host.OvmfFolder}/OVMF_VARS.fd";

    private static Config.KeySchema Schema =>
        Config.ConfigSchema.Qemu.Find("efidisk0", out _) ?? throw new System.Diagnostics.UnreachableException();

    private static string CodeFile(PlanContext context, DriveConfig? drive, bool isEncrypted)
    {
        if (!context.IsX86)
        {
            return "AAVMF_CODE.fd";
        }

        // The larger image checks signatures in system management mode, which only q35 emulates well enough.
        return (drive?.Options["efitype"] == "4m", isEncrypted) switch
        {
            (true, true) => "OVMF_SEV_CODE_4M.fd",
            (true, false) => context.IsQ35 ? "OVMF_CODE_4M.secboot.fd" : "OVMF_CODE_4M.fd",
            (false, true) => throw new PlanException("Memory encryption needs the 4 MB firmware. Make the EFI disk again with 'efitype=4m'."),
            _ => "OVMF_CODE.fd",
        };
    }

    private static string FirmwareFile(PlanContext context, string file)
    {
        if (!context.Host.HasFirmware(file))
        {
            var hint = file == "OVMF_CODE.fd" ? " This host has the 4 MB firmware only: add an EFI disk with 'efitype=4m'." : " Install the package 'ovmf' (or 'qemu-efi-aarch64').";
            throw new PlanException($"The UEFI firmware '{file}' is not in '{(context.IsX86 ? context.Host.OvmfFolder : context.Host.AavmfFolder)}'.{hint}");
        }

        return $"{(context.IsX86 ? context.Host.OvmfFolder : context.Host.AavmfFolder)}/{file}";
    }

    private static ResolvedVolume TemporaryStore(PlanContext context)
    {
        var path = context.Paths.FirmwareVariables;
        context.FilesToCopy.Add(new FileCopy(VariablesTemplate(context.Host, context.IsX86, isLarge: false, hasKeys: false), path));
        context.Warnings.Add("There is no EFI disk: what the guest stores in its firmware (boot entries, keys) is lost when it stops. Add efidisk0 to keep it.");
        return new ResolvedVolume(path, new FileLocation(path), "raw");
    }

    private static void PlanLegacy(PlanContext context, DriveConfig drive, ResolvedVolume volume, string code)
    {
        var size = volume.Format == "raw" && context.Machine.AtLeast(4, 1, 2) ? $",size={VariablesSize(context, drive)}" : "";
        var cache = volume.Location is RbdLocation ? ",cache=writeback" : "";
        context.Head.AddRange(["-drive", $"if=pflash,unit=0,format=raw,readonly=on,file={code}"]);
        context.Head.AddRange(["-drive", $"if=pflash,unit=1,id={drive.NodeName}{cache},format={volume.Format},file={LegacyDrive.Path(volume)}{size}"]);
    }
}
