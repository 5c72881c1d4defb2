namespace Domar.Image.Builder.Recipes;

/// <summary>Where a recipe's units are enabled. The root image is the same everywhere.</summary>
public enum InstallTarget
{
    /// <summary>On the live medium and on the installed system.</summary>
    Both,

    /// <summary>On the live medium only.</summary>
    Live,

    /// <summary>On the installed system only.</summary>
    Installed,
}
