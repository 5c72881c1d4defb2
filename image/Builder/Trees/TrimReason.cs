namespace Domar.Image.Builder.Trees;

/// <summary>Why something is left out.</summary>
public enum TrimReason
{
    /// <summary>A recipe's remove list.</summary>
    Recipe,

    /// <summary>A kernel module that no recipe asks for.</summary>
    Module,

    /// <summary>Firmware that no recipe asks for.</summary>
    Firmware,
}
