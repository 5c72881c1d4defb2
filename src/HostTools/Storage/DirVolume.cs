using Domar.Core.Primitives;

namespace Domar.HostTools.Storage;

/// <summary>A volume's name on a folder storage, taken apart.</summary>
/// <param name="Content">Its content type.</param>
/// <param name="Format">Its format.</param>
/// <param name="Owner">The guest that it belongs to; null for content that belongs to none.</param>
/// <param name="FileName">Name of its file.</param>
/// <param name="Base">For a linked clone, the name of the volume that it is based on; null for others.</param>
internal sealed record DirVolume(string Content, string Format, GuestId? Owner, string FileName, string? Base)
{
    /// <summary>The name within the storage.</summary>
    public string Name => (Base, Owner) switch
    {
        (null, null) => $"{Content}/{FileName}",
        (null, _) => $"{Owner}/{FileName}",
        _ => $"{Base}/{Owner}/{FileName}",
    };
}
