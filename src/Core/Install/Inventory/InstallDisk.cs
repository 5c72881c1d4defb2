namespace Domar.Core.Install.Inventory;

/// <summary>A disk that an answer file can choose.</summary>
/// <param name="Index">Its number in the inventory, as a text: the key of Proxmox's <c>disk_selection</c>.</param>
/// <param name="Device">What lsblk knows.</param>
/// <param name="Properties">What udev knows: the names that filters use.</param>
public sealed record InstallDisk(string Index, BlockDevice Device, IReadOnlyDictionary<string, string> Properties)
{
    /// <summary>Whether it may be installed on.</summary>
    public InstallTargetVerdict Verdict { get; } = InstallTargetPolicy.Judge(Device);

    /// <summary>Whether a word of an answer file means this disk: <c>sda</c>, <c>/dev/sda</c> or a link such as <c>/dev/disk/by-id/...</c>.</summary>
    public bool IsCalled(string word) => word == Device.Path || word == Device.Path["/dev/".Length..] || word == Device.Name
        || (word.StartsWith("/dev/disk/", StringComparison.Ordinal) && Properties.TryGetValue("DEVLINKS", out var links) && links.Split(' ').Contains(word));
}
