namespace Domar.Core.Steps;

/// <summary>Mounts a file system; its undo is to unmount it, and needs not be told.</summary>
/// <param name="Source">Device, or what the type calls its source.</param>
/// <param name="Target">Folder, made when it is missing.</param>
/// <param name="Type">File system, for example <c>vfat</c>.</param>
public sealed record Mount(string Source, string Target, string Type) : Step
{
    /// <summary>Options, separated by commas; null for none.</summary>
    public string? Options { get; init; }
}
