namespace Domar.Core.Steps;

/// <summary>Makes a folder, with those above it; fine when it is there already.</summary>
/// <param name="Path">Absolute path.</param>
public sealed record MakeFolder(string Path) : Step
{
    /// <summary>Permissions: <c>0x1ED</c> is 0755, the default.</summary>
    public int Mode { get; init; } = 0x1ED;
}
