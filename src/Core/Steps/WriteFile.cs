namespace Domar.Core.Steps;

/// <summary>Writes a file, whole or not at all (temporary file, fsync, rename), with the folders above it.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Content">Text, written as UTF-8.</param>
public sealed record WriteFile(string Path, string Content) : Step
{
    /// <summary>Permissions: <c>0x1A4</c> is 0644, the default.</summary>
    public int Mode { get; init; } = 0x1A4;

    /// <summary>Whether its content is shown to nobody (password hashes, keys).</summary>
    public bool IsSecret { get; init; }
}
