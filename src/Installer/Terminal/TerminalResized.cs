namespace Domar.Installer.Terminal;

/// <summary>The terminal has another size.</summary>
internal sealed record TerminalResized : TerminalEvent;
