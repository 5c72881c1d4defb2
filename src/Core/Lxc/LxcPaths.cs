using Domar.Core.Primitives;

namespace Domar.Core.Lxc;

/// <summary>
/// Folders and files of a running container. All lie in a folder of the guest's own below LXC's path, with the config where LXC's tools look for it:
/// <c>lxc-attach --lxcpath FOLDER --name ID</c> needs no more.
/// </summary>
/// <param name="RunFolder">Absolute path of the folder for run-time files (LXC: <c>lxcpath</c>). Container users must be able to pass through it: 0755.</param>
/// <param name="Id">The guest.</param>
public sealed record LxcPaths(string RunFolder, GuestId Id)
{
    /// <summary>Where the daemon of a real host keeps them.</summary>
    public const string DefaultRunFolder = "/run/domar/lxc";

    /// <summary>Folder of this guest.</summary>
    public string Folder => $"{RunFolder}/{Id}";

    /// <summary>The generated configuration of LXC.</summary>
    public string Config => $"{Folder}/config";

    /// <summary>The generated filter of system calls.</summary>
    public string Seccomp => $"{Folder}/seccomp";

    /// <summary>Log of the start: LXC's, and what the scripts say.</summary>
    public string Log => $"{Folder}/log";

    /// <summary>What was printed on the console in this run; the last of it, as it is cut at <see cref="ConsoleLogBytes"/>.</summary>
    public string ConsoleLog => $"{Folder}/console.log";

    /// <summary>How large <see cref="ConsoleLog"/> grows before it begins anew, with the part before kept as <c>console.log.1</c>.</summary>
    public const int ConsoleLogBytes = 131072;

    /// <summary>Where the root volume is mounted, visible in the unit's mount namespace only.</summary>
    public string RootFs => $"{Folder}/rootfs";

    /// <summary>Where a small file system with the nodes of <c>devN</c> is mounted, visible in the unit's mount namespace only.</summary>
    public string DeviceStaging => $"{Folder}/dev";

    /// <summary>Where the volume of <c>mpN</c> is mounted before LXC binds it into the container, visible in the unit's mount namespace only.</summary>
    /// <param name="index">Index of the mount point.</param>
    public string Staging(int index) => $"{Folder}/mp{index}";

    /// <summary>The node of <c>devN</c> before LXC binds it into the container.</summary>
    /// <param name="index">Index of the device.</param>
    public string Device(int index) => $"{DeviceStaging}/{index}";

    /// <summary>Script that LXC runs before it makes the container: mounts, devices, checks.</summary>
    public string Prepare => $"{Folder}/prepare";

    /// <summary>Script that LXC runs after the container's end.</summary>
    public string CleanUp => $"{Folder}/clean-up";

    /// <summary>Script that LXC runs when the host's end of <c>netN</c> is there and joined to its bridge.</summary>
    /// <param name="index">Index of the card.</param>
    public string NetUp(int index) => $"{Folder}/net{index}-up";
}
