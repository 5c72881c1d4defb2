using Domar.Core.Install;
using Domar.Core.Install.Answers;
using Domar.Core.Install.Inventory;

namespace Domar.Installer.Screens.Models;

/// <summary>A device in the list of disks.</summary>
internal sealed class DiskChoice
{
    /// <summary>Makes it.</summary>
    /// <param name="device">The device.</param>
    /// <param name="verdict">Whether it may be offered.</param>
    /// <param name="health">What is known of its health; null for nothing.</param>
    public DiskChoice(BlockDevice device, InstallTargetVerdict verdict, string? health)
    {
        Device = device;
        Health = health;
        Refusal = (verdict as TargetRefused)?.Reason;
        Contents = (verdict as TargetUsable)?.Contents ?? DiskContents.Describe(device);
    }

    /// <summary>The device.</summary>
    public BlockDevice Device { get; }

    /// <summary>What is known of its health; null for nothing.</summary>
    public string? Health { get; }

    /// <summary>Why it cannot be used; null when it can.</summary>
    public string? Refusal { get; }

    /// <summary>What is on it, a line each.</summary>
    public IReadOnlyList<string> Contents { get; }

    /// <summary>Whether it is to be installed on.</summary>
    public bool IsChosen { get; set; }

    /// <summary>Size, as disks are sold.</summary>
    public string Size => Device.SizeBytes == 0 ? "no medium" : MessageText.DiskSize(Device.SizeBytes);

    /// <summary>How it is connected, and whether it spins.</summary>
    public string Kind => string.Join(' ', new[] { Device.Transport, Device.Kind == "rom" ? "optical" : Device.IsRotational ? "HDD" : "SSD" }.OfType<string>());

    /// <summary>What is to be known before it is erased.</summary>
    public string Details
    {
        get
        {
            var health = Health is null ? "" : $" {Health}";
            return Refusal is not null
                ? $"{Device.Name} cannot be used: {Refusal}.{health}"
                : Contents.Count == 0
                    ? $"{Device.Name} is blank, as far as is known.{health}"
                    : $"{Device.Name} has data, which would be lost: {string.Join("; ", Contents.Select(static line => line.Trim()))}.{health}";
        }
    }
}
