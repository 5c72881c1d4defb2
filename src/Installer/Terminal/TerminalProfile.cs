namespace Domar.Installer.Terminal;

/// <summary>What a terminal can do.</summary>
/// <param name="HasColor">Whether it shows colours, and the person wants them.</param>
/// <param name="HasUnicode">Whether it shows lines and blocks of Unicode; otherwise borders are ASCII.</param>
/// <param name="HasSecondScreen">Whether it has a second screen, which leaves the first one as it was (xterm's private mode 1049).</param>
internal sealed record TerminalProfile(bool HasColor, bool HasUnicode, bool HasSecondScreen)
{
    // Emulators that take xterm's sequences.
    private static readonly string[] Emulators = ["xterm", "screen", "tmux", "rxvt", "foot", "alacritty", "kitty", "konsole", "gnome", "st-", "putty", "vte"];

    /// <summary>No colours, ASCII only: what every terminal with a cursor can do.</summary>
    public static TerminalProfile Plain { get; } = new(false, false, false);

    /// <summary>Decides by the environment.</summary>
    /// <param name="environment">Environment variables, null for unset ones.</param>
    /// <param name="plain">Whether the person asks for plain output.</param>
    public static TerminalProfile From(Func<string, string?> environment, bool plain)
    {
        var term = environment("TERM") ?? "";
        var isLinux = term.StartsWith("linux", StringComparison.Ordinal);
        var isEmulator = Array.Exists(Emulators, name => term.StartsWith(name, StringComparison.Ordinal));
        if (!isLinux && !isEmulator)
        {
            return Plain;
        }

        if (plain)
        {
            return Plain with { HasSecondScreen = isEmulator };
        }

        // The kernel's console is in UTF-8 mode since 2.6.24, whatever the locale of who writes to it; an emulator is what its user set it to.
        var locale = NotEmpty(environment("LC_ALL")) ?? NotEmpty(environment("LC_CTYPE")) ?? environment("LANG") ?? "";
        var isUtf8 = locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
        // https://no-color.org: set, to whatever but nothing.
        return new TerminalProfile(string.IsNullOrEmpty(environment("NO_COLOR")), isLinux || isUtf8, isEmulator);
    }

    /// <summary>The numbers of SGR (ECMA-48, 8.3.117) for a style, each set beginning from nothing. The background stays the terminal's, so that erasing a line is cheap.</summary>
    public string Sgr(TextStyle style) => HasColor
        ? style switch
        {
            TextStyle.Bar => "0;37;44",
            TextStyle.Heading => "0;1;36",
            TextStyle.Dimmed => "0;36",
            TextStyle.Field => "0;37;44",
            TextStyle.Focused => "0;30;46",
            TextStyle.Error => "0;1;31",
            TextStyle.Good => "0;1;32",
            _ => "0",
        }
        : style switch
        {
            TextStyle.Bar or TextStyle.Focused => "0;7",
            TextStyle.Heading or TextStyle.Error or TextStyle.Good => "0;1",
            TextStyle.Field => "0;4",
            _ => "0",
        };

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
