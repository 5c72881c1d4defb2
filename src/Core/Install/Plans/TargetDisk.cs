using Domar.Core.Firmware;
using Domar.Core.Install.Inventory;

namespace Domar.Core.Install.Plans;

/// <summary>A disk that is installed on.</summary>
/// <param name="Number">Its number within the installation, from 0.</param>
/// <param name="Device">The disk.</param>
/// <param name="Installation">Number of the installation.</param>
internal sealed record TargetDisk(int Number, BlockDevice Device, string Installation)
{
    /// <summary>Path of the whole disk.</summary>
    public string Path => Device.Path;

    /// <summary>The link to one of its new partitions.</summary>
    public string Partition(PartitionRole role) => Name(role).Device;

    /// <summary>The name of one of its new partitions.</summary>
    public PartitionName Name(PartitionRole role) => new(Installation, role, Number);
}
