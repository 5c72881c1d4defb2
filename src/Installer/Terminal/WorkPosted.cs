namespace Domar.Installer.Terminal;

/// <summary>Something to do in the loop that owns the screen, from another thread.</summary>
/// <param name="Work">What.</param>
internal sealed record WorkPosted(Action Work) : TerminalEvent;
