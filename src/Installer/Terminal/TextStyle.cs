namespace Domar.Installer.Terminal;

/// <summary>What a text on the screen is; <see cref="TerminalProfile"/> decides how that looks. Nothing is told by a style alone.</summary>
internal enum TextStyle : byte
{
    /// <summary>Text.</summary>
    Normal,

    /// <summary>The line at the top and the keys at the bottom.</summary>
    Bar,

    /// <summary>A heading.</summary>
    Heading,

    /// <summary>What cannot be chosen, and remarks.</summary>
    Dimmed,

    /// <summary>A field that can be written in.</summary>
    Field,

    /// <summary>Where the keys go.</summary>
    Focused,

    /// <summary>What is wrong.</summary>
    Error,

    /// <summary>What is done.</summary>
    Good,
}
