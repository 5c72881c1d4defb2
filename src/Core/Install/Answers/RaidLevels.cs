using System.Diagnostics;

namespace Domar.Core.Install.Answers;

/// <summary>What each RAID level is called and needs.</summary>
public static class RaidLevels
{
    /// <summary>The name in installation settings and messages, as Proxmox writes it.</summary>
    public static string Name(this RaidLevel level) => level switch
    {
        RaidLevel.Raid0 => "RAID0",
        RaidLevel.Raid1 => "RAID1",
        RaidLevel.Raid10 => "RAID10",
        RaidLevel.RaidZ1 => "RAIDZ-1",
        RaidLevel.RaidZ2 => "RAIDZ-2",
        RaidLevel.RaidZ3 => "RAIDZ-3",
        _ => throw new UnreachableException(),
    };

    /// <summary>The fewest disks, as Proxmox's installer has it: of RAIDZ, those that may fail and two more.</summary>
    public static int MinimumDisks(this RaidLevel level) => level switch
    {
        RaidLevel.Raid0 => 1,
        RaidLevel.Raid1 => 2,
        RaidLevel.Raid10 => 4,
        RaidLevel.RaidZ1 => 3,
        RaidLevel.RaidZ2 => 4,
        RaidLevel.RaidZ3 => 5,
        _ => throw new UnreachableException(),
    };
}
