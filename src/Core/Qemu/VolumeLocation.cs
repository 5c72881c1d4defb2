namespace Domar.Core.Qemu;

/// <summary>Where QEMU finds a volume's bytes.</summary>
public abstract record VolumeLocation
{
    private protected VolumeLocation()
    {
    }
}

/// <summary>A regular file.</summary>
/// <param name="Path">Absolute path.</param>
public sealed record FileLocation(string Path) : VolumeLocation;

/// <summary>A block device of the host.</summary>
/// <param name="Path">Absolute path.</param>
public sealed record BlockDeviceLocation(string Path) : VolumeLocation;

/// <summary>A CD drive of the host, whose medium may come and go.</summary>
/// <param name="Path">Absolute path.</param>
public sealed record CdromDriveLocation(string Path) : VolumeLocation;

/// <summary>An image in a Ceph pool, opened by QEMU through librbd.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Image">The image's name.</param>
public sealed record RbdLocation(string Pool, string Image) : VolumeLocation
{
    /// <summary>Namespace within the pool; null for the default one.</summary>
    public string? Namespace { get; init; }

    /// <summary>Monitors as host and port; empty when <see cref="ConfigPath"/> names them.</summary>
    public IReadOnlyList<(string Host, string Port)> Monitors { get; init; } = [];

    /// <summary>Ceph user without <c>client.</c>; null when the cluster asks for no authentication.</summary>
    public string? User { get; init; }

    /// <summary>Path of a ceph.conf with monitors and keyring; null where there is none.</summary>
    public string? ConfigPath { get; init; }
}

/// <summary>A LUN, opened by QEMU through libiscsi.</summary>
/// <param name="Portal">Host, or host and port.</param>
/// <param name="Target">The target's IQN.</param>
/// <param name="Lun">The LUN.</param>
public sealed record IscsiLocation(string Portal, string Target, int Lun) : VolumeLocation;
