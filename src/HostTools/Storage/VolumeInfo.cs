using Domar.Core.Primitives;

namespace Domar.HostTools.Storage;

/// <summary>A volume as it lies on its storage.</summary>
/// <param name="Name">Its name within the storage, for example <c>100/vm-100-disk-0.qcow2</c> or <c>iso/debian.iso</c>.</param>
/// <param name="Content">Content type: <c>images</c>, <c>iso</c>, <c>vztmpl</c>, <c>snippets</c>, <c>backup</c>, <c>import</c>, <c>rootdir</c>.</param>
/// <param name="Format"><c>raw</c>, <c>qcow2</c>, <c>iso</c>, ...</param>
/// <param name="SizeBytes">Size that a guest sees.</param>
/// <param name="UsedBytes">Space that it takes; null when unknown.</param>
/// <param name="Owner">The guest that it belongs to; null for none.</param>
/// <param name="CreatedAt">When it was made or last written; null when unknown.</param>
/// <param name="Path">Absolute path for QEMU.</param>
public sealed record VolumeInfo(
    string Name, string Content, string Format, long SizeBytes, long? UsedBytes, GuestId? Owner, DateTimeOffset? CreatedAt, string Path);
