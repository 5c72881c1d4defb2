namespace Domar.Installer.Terminal;

/// <summary>The terminal is gone: hung up, or the end of its input.</summary>
internal sealed record TerminalClosed : TerminalEvent;
