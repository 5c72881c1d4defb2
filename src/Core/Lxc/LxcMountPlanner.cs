using Domar.Core.Config;
using Domar.Core.Qemu;

namespace Domar.Core.Lxc;

/// <summary>
/// The root volume and the mount points. Volumes are mounted by a script that runs before LXC looks at them, in the unit's own mount namespace. Mount points
/// are mounted aside and then bound into place by LXC, which follows no link there: the guest could have put one that leads out of its root.
/// </summary>
internal static class LxcMountPlanner
{
    /// <summary>Options of single mounts; the others (discard, lazytime) are the file system's and cannot be set for a folder of one.</summary>
    private static readonly string[] PerMountOptions = ["noatime", "nodev", "noexec", "nosuid"];

    private enum SourceKind
    {
        Device,
        Image,
        Folder,
    }

    public static void PlanRoot(LxcContext context)
    {
        const string key = "rootfs";
        var options = context.Config.Property(key)
            ?? throw new PlanException("The container has no root volume. Set 'rootfs' to a volume, for example 'local:100/vm-100-disk-0.raw'.");
        context.AddFolder(context.Paths.RootFs);
        context.Text.Section("The root volume, mounted in the unit's own mount namespace");
        AddMount(context, key, options, context.Paths.RootFs);
        context.Text.Add("lxc.rootfs.path", $"dir:{context.Paths.RootFs}");
        // lxc-destroy must not remove what Domar's storage holds.
        context.Text.Add("lxc.rootfs.managed", "0");
    }

    public static void PlanMountPoints(LxcContext context)
    {
        var indexes = context.Config.Indexed("mp").Select(static m => m.Index).ToList();
        if (indexes.Count > 0)
        {
            context.Text.Section("Mount points: mounted aside, then bound into the container");
        }

        var mounts = new List<(string Target, string? Staging)>();
        foreach (var index in indexes)
        {
            var key = $"mp{index}";
            var options = context.Config.Property(key)!;
            var target = Target(key, options["mp"]);
            var staging = context.Paths.Staging(index);
            context.AddFolder(staging);
            var isReadOnly = AddMount(context, key, options, staging);
            string[] bind = ["bind", "create=dir", .. ReadOnly(isReadOnly), .. MountOptions(key, options).Intersect(PerMountOptions)];
            context.Text.AddMount(key, staging, target, "none", string.Join(',', bind));
            mounts.Add((target, staging));
        }

        LxcLinkCheck.Plan(context, [.. mounts, .. LxcRawKeys.MountTargets(context.Config).Select(static t => (t, (string?)null))]);
    }

    /// <summary>Where in the container, without the leading slash.</summary>
    private static string Target(string key, string? path)
    {
        var target = string.Join('/', (path ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries));
        return target.Length > 0 && !LxcContext.HasDotParts(target)
            ? target
            : throw new PlanException($"{key}: mp={ConfigValue.Shown(path ?? "")} is no place in the container. Give an absolute path below '/', without '.' and '..' as its parts.");
    }

    private static bool AddMount(LxcContext context, string key, PropertyString options, string target)
    {
        var (kind, path, isReadOnly) = Source(context, key, options);
        string[] wanted = [.. MountOptions(key, options)];
        string[] first = kind switch
        {
            SourceKind.Folder => ["bind"],
            SourceKind.Image => ["loop"],
            _ => [],
        };
        string[] more = kind == SourceKind.Folder ? [.. wanted.Intersect(PerMountOptions)] : [.. FileSystemOptions(options), .. wanted];
        if (kind == SourceKind.Folder)
        {
            WarnOfIgnored(context, key, options, wanted);
        }

        string[] all = [.. first, .. ReadOnly(isReadOnly), .. more];
        context.Hooks.AddMount(key, target, [.. all.Length == 0 ? [] : new[] { "-o", string.Join(',', all) }, path]);
        return isReadOnly;
    }

    private static (SourceKind Kind, string Path, bool IsReadOnly) Source(LxcContext context, string key, PropertyString options)
    {
        var name = options["volume"] ?? "";
        if (!context.Volumes.TryGetValue(key, out var volume))
        {
            throw new PlanException($"{key}: the volume {ConfigValue.Shown(name)} was not found. Restore it, or remove '{key}'.");
        }

        var isReadOnly = volume.IsReadOnly || options.GetBoolean("ro") == true;
        return volume.Location switch
        {
            BlockDeviceLocation device => (SourceKind.Device, LxcContext.CheckPath(key, device.Path), isReadOnly),
            FileLocation { Path: "/" } => throw new PlanException($"{key}: the host's whole root cannot be given to a container. Name the folders that it needs."),
            FileLocation folder when name.StartsWith('/') || volume.Format == "subvol" => (SourceKind.Folder, LxcContext.CheckPath(key, folder.Path), isReadOnly),
            FileLocation image when volume.Format == "raw" => (SourceKind.Image, LxcContext.CheckPath(key, image.Path), isReadOnly),
            FileLocation => throw new PlanException($"{key}: '{volume.Name}' has the format {volume.Format}, which only VMs can use. Move it to a volume of format raw or subvol."),
            _ => throw new PlanException($"{key}: '{volume.Name}' is no device or file of this host, so it cannot be mounted. Use a storage that maps its volumes (Ceph: 'krbd 1')."),
        };
    }

    private static IEnumerable<string> MountOptions(string key, PropertyString options)
    {
        foreach (var option in (options["mountoptions"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            // What else mount knows, such as 'suid', would undo a limit, and a comma would add a second option.
            yield return PerMountOptions.Contains(option) || option is "discard" or "lazytime"
                ? option
                : throw new PlanException($"{key}: the mount option {ConfigValue.Shown(option)} is not allowed. Allowed: discard, lazytime, {string.Join(", ", PerMountOptions)}.");
        }
    }

    private static IEnumerable<string> FileSystemOptions(PropertyString options)
    {
        if (options.GetBoolean("acl") is { } acl)
        {
            yield return acl ? "acl" : "noacl";
        }

        if (options.GetBoolean("quota") == true)
        {
            // Journaled quotas of ext4, in the files that quotacheck(8) makes in the container.
            yield return "usrjquota=aquota.user";
            yield return "grpjquota=aquota.group";
            yield return "jqfmt=vfsv0";
        }
    }

    private static void WarnOfIgnored(LxcContext context, string key, PropertyString options, string[] wanted)
    {
        string[] ignored =
        [
            .. wanted.Except(PerMountOptions),
            .. options.GetBoolean("acl") is null ? [] : new[] { "acl" },
            .. options.GetBoolean("quota") == true ? ["quota"] : Array.Empty<string>(),
        ];
        if (ignored.Length > 0)
        {
            context.Warnings.Add($"{key}: {string.Join(", ", ignored)} has no effect on a folder; it is a matter of the file system that the folder is on.");
        }
    }

    private static string[] ReadOnly(bool isReadOnly) => isReadOnly ? ["ro"] : [];
}
