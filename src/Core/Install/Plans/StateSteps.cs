using System.Globalization;
using Domar.Core.Install.Answers;
using Domar.Core.Install.FirstBoot;
using Domar.Core.Install.Settings;
using Domar.Core.Steps;

namespace Domar.Core.Install.Plans;

/// <summary>Writes what the node starts with into its state.</summary>
internal static class StateSteps
{
    private const int OwnerFolder = 0x1C0; // 0700
    private const int OwnerFile = 0x180; // 0600
    private const int GroupFolder = 0x1E8; // 0750
    private const int GroupFile = 0x1A0; // 0640
    private const int ReadOnlyFile = 0x124; // 0444

    public static StepGroup Make(PlanParts parts)
    {
        var (settings, context) = (parts.Settings, parts.Context);
        var install = $"{parts.StateFolder}/install";
        var etc = $"{install}/etc";
        var config = $"{install}/var/lib/domar/config";
        var isThin = parts.Lvm is { DataMiB: > 0 };
        List<Step> steps =
        [
            .. PoolSteps.StateFileSystem(parts),
            StateMount(parts),
            new WriteFile($"{etc}/hostname", settings.Name.Host + "\n") { Text = "Write the node's name" },
            new WriteFile($"{etc}/hosts", ConfigFiles.Hosts(settings)) { Text = "Write the names of hosts" },
            new WriteFile($"{etc}/machine-id", context.MachineId + "\n") { Text = "Write the machine id", Mode = ReadOnlyFile },
            new WriteFile($"{etc}/timezone", settings.TimeZone + "\n") { Text = "Write the time zone" },
            new RunCommand("ln", ["--symbolic", "--force", "--no-dereference", $"/usr/share/zoneinfo/{settings.TimeZone}", $"{etc}/localtime"]) { Text = "Set the time zone" },
            new WriteFile($"{etc}/vconsole.conf", KeyboardFiles.VirtualConsole(settings.Keyboard)) { Text = "Write the console's keyboard layout" },
            new WriteFile($"{etc}/default/keyboard", KeyboardFiles.Default(settings.Keyboard)) { Text = "Write the keyboard layout" },
            new WriteFile($"{etc}/shadow", ConfigFiles.Shadow(context.ShadowText, context.RootPasswordHash)) { Text = "Write root's password", Mode = GroupFile, IsSecret = true },
            new RunCommand("chgrp", ["shadow", $"{etc}/shadow"]) { Text = "Let login programs read it" },
        ];
        if (settings.Disks.Zfs is { } zfs)
        {
            steps.Add(new WriteFile($"{etc}/modprobe.d/zfs.conf", ZfsOptions.Module(zfs, parts.Facts.MemoryMiB)) { Text = "Write the size of ZFS's cache" });
        }

        foreach (var (name, text) in NetworkFiles.Make(settings.Network, settings.Name.Domain, parts.Facts.Nics))
        {
            steps.Add(new WriteFile($"{etc}/systemd/network/{name}", text) { Text = $"Write the network: {name}" });
        }

        steps.Add(new MakeFolder($"{etc}/ssh") { Text = "Make the folder of SSH's host keys" });

        foreach (var kind in SshHostKeys.Kinds)
        {
            var key = $"ssh_host_{kind}_key";
            steps.Add(new RunCommand("ssh-keygen", ["-q", "-t", kind, "-N", "", "-C", $"root@{settings.Name.Host}", "-f", $"{etc}/ssh/{key}"]) { Text = $"Make SSH's host key ({kind})" });
            steps.Add(new CopyFile($"{etc}/ssh/{key}.pub", SshHostKeys.PublicKeyPath(context.WorkFolder, kind)) { Text = $"Keep the public part for the report ({kind})", MayFail = true });
        }

        steps.Add(new MakeFolder($"{install}/root") { Text = "Make root's folder", Mode = OwnerFolder });
        if (settings.RootSshKeys.Count > 0)
        {
            steps.Add(new MakeFolder($"{install}/root/.ssh") { Text = "Make root's folder of SSH keys", Mode = OwnerFolder });
            steps.Add(new WriteFile($"{install}/root/.ssh/authorized_keys", string.Concat(settings.RootSshKeys.Select(static key => key.Trim() + "\n"))) { Text = "Write the SSH keys that may log in as root", Mode = OwnerFile });
        }

        steps.Add(new MakeFolder($"{install}/var/lib/domar") { Text = "Make the folder of Domar's own state", Mode = GroupFolder });
        steps.Add(new WriteFile($"{config}/storage.cfg", ConfigFiles.Storage(parts.IsZfs, isThin)) { Text = "Write the storages", Mode = GroupFile });
        steps.Add(new WriteFile($"{config}/user.cfg", ConfigFiles.Users(settings.MailTo)) { Text = "Write the users", Mode = GroupFile });
        if (context.FirstBootProgram is { } program && settings.FirstBoot is { } hook)
        {
            steps.AddRange(FirstBootPlanner.Plan(program, hook.Ordering, install));
        }

        // The last file: a state without it is one whose installation did not come to its end (image/overlay/usr/lib/domar/mount-state).
        steps.Add(new WriteFile($"{parts.StateFolder}/schema", context.StateSchema.ToString(CultureInfo.InvariantCulture) + "\n") { Text = "Write the version of the state's layout" });
        steps.Add(FatMount.Unmount(parts.StateFolder, "Unmount the state"));
        return new StepGroup("Write the settings", steps);
    }

    private static Mount StateMount(PlanParts parts) => parts.IsZfs
        ? new Mount($"{PoolNames.Zfs}/state", parts.StateFolder, "zfs") { Text = "Mount the state" }
        : new Mount(PoolSteps.VolumePath("state"), parts.StateFolder, parts.Settings.Disks.FileSystem == InstallFileSystem.Xfs ? "xfs" : "ext4") { Text = "Mount the state" };
}
