using Domar.Core.Lxc;
using Domar.HostTools.Files;

namespace Domar.HostTools.Lxc;

/// <summary>Reads device nodes.</summary>
public static class DeviceNode
{
    // inode(7).
    private const int FileTypeMask = 0xF000;
    private const int BlockDevice = 0x6000;
    private const int CharacterDevice = 0x2000;

    /// <summary>The device behind a path, links followed; null when there is none or it is no device.</summary>
    public static LxcDeviceNode? Read(string path) =>
        Libc.Statx(Libc.AT_FDCWD, path, 0, Libc.STATX_BASIC_STATS, out var facts) != 0 ? null
        : (facts.Mode & FileTypeMask) switch
        {
            BlockDevice => new LxcDeviceNode(true, (int)facts.RdevMajor, (int)facts.RdevMinor),
            CharacterDevice => new LxcDeviceNode(false, (int)facts.RdevMajor, (int)facts.RdevMinor),
            _ => null,
        };
}
