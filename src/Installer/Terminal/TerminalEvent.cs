namespace Domar.Installer.Terminal;

/// <summary>Something that the screen answers to.</summary>
internal abstract record TerminalEvent
{
    private protected TerminalEvent()
    {
    }
}
