namespace Domar.Installer.Terminal;

/// <summary>What a key means.</summary>
internal enum KeyCode
{
    /// <summary>A character that can be typed into a field.</summary>
    Character,

    /// <summary>Enter.</summary>
    Enter,

    /// <summary>Tab.</summary>
    Tab,

    /// <summary>Shift and Tab.</summary>
    BackTab,

    /// <summary>Backspace.</summary>
    Backspace,

    /// <summary>Delete.</summary>
    Delete,

    /// <summary>Arrow up.</summary>
    Up,

    /// <summary>Arrow down.</summary>
    Down,

    /// <summary>Arrow left.</summary>
    Left,

    /// <summary>Arrow right.</summary>
    Right,

    /// <summary>Home.</summary>
    Home,

    /// <summary>End.</summary>
    End,

    /// <summary>Page up.</summary>
    PageUp,

    /// <summary>Page down.</summary>
    PageDown,

    /// <summary>Escape, alone.</summary>
    Escape,

    /// <summary>F1, or Escape and 1.</summary>
    Help,

    /// <summary>F10, or Escape and 0.</summary>
    Log,

    /// <summary>Ctrl-C.</summary>
    Interrupt,

    /// <summary>Ctrl-L: draw the whole screen again, as after noise on a serial line.</summary>
    Redraw,

    /// <summary>Ctrl-U: empty the field.</summary>
    Clear,

    /// <summary>A key that means nothing here.</summary>
    Other,
}
