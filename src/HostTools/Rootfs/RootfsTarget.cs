using Domar.Core.Containers;

namespace Domar.HostTools.Rootfs;

/// <summary>The root file system of a container that does not run.</summary>
/// <param name="Folder">Absolute path of its root folder on the host; with <paramref name="Mount"/>, where it is mounted (made where absent).</param>
/// <param name="IdMap">The container's users and groups.</param>
/// <param name="Mount">What to mount there; null when it is there already.</param>
public sealed record RootfsTarget(string Folder, ContainerIdMap IdMap, MountSource? Mount = null);
