namespace Domar.Installer.Terminal;

/// <summary>A key was pressed.</summary>
/// <param name="Key">Which.</param>
internal sealed record KeyPressed(Key Key) : TerminalEvent;
