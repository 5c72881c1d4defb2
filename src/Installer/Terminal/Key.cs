namespace Domar.Installer.Terminal;

/// <summary>A key that was pressed.</summary>
/// <param name="Code">What it means.</param>
/// <param name="Character">The character of <see cref="KeyCode.Character"/>.</param>
internal readonly record struct Key(KeyCode Code, char Character = '\0')
{
    /// <summary>Whether it is a certain character.</summary>
    public bool Is(char character) => Code == KeyCode.Character && Character == character;
}
