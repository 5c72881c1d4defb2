using System.Globalization;

namespace Domar.Image.Tests.Harness;

/// <summary>Which keys of a US keyboard make a character, by QEMU's names of keys (QKeyCode in qapi/ui.json).</summary>
internal static class UsKeyMap
{
    private const string ShiftedDigits = ")!@#$%^&*(";

    private static readonly Dictionary<char, string> Plain = new()
    {
        [' '] = "spc",
        ['\n'] = "ret",
        ['\t'] = "tab",
        ['-'] = "minus",
        ['='] = "equal",
        ['['] = "bracket_left",
        [']'] = "bracket_right",
        [';'] = "semicolon",
        ['\''] = "apostrophe",
        ['`'] = "grave_accent",
        ['\\'] = "backslash",
        [','] = "comma",
        ['.'] = "dot",
        ['/'] = "slash",
    };

    private static readonly Dictionary<char, string> Shifted = new()
    {
        ['_'] = "minus",
        ['+'] = "equal",
        ['{'] = "bracket_left",
        ['}'] = "bracket_right",
        [':'] = "semicolon",
        ['"'] = "apostrophe",
        ['~'] = "grave_accent",
        ['|'] = "backslash",
        ['<'] = "comma",
        ['>'] = "dot",
        ['?'] = "slash",
    };

    private static readonly Dictionary<string, string> OtherNames = new()
    {
        ["enter"] = "ret",
        ["return"] = "ret",
        ["escape"] = "esc",
        ["space"] = "spc",
        ["del"] = "delete",
        ["pageup"] = "pgup",
        ["pagedown"] = "pgdn",
    };

    /// <summary>The keys to press together for a character.</summary>
    /// <exception cref="ArgumentException">There is no such character on a US keyboard.</exception>
    public static IReadOnlyList<string> KeysFor(char character) => character switch
    {
        >= 'a' and <= 'z' => [character.ToString()],
        >= 'A' and <= 'Z' => ["shift", char.ToLowerInvariant(character).ToString()],
        >= '0' and <= '9' => [character.ToString()],
        _ when Plain.TryGetValue(character, out var plain) => [plain],
        _ when Shifted.TryGetValue(character, out var shifted) => ["shift", shifted],
        _ when ShiftedDigits.IndexOf(character, StringComparison.Ordinal) is >= 0 and var digit => ["shift", digit.ToString(CultureInfo.InvariantCulture)],
        _ => throw new ArgumentException($"'{character}' (U+{(int)character:X4}) is not on a US keyboard.", nameof(character)),
    };

    /// <summary>The keys of a name as people write it: <c>F1</c>, <c>Enter</c>, <c>ctrl-alt-F2</c>, <c>up</c>.</summary>
    public static IReadOnlyList<string> KeysOf(string name) =>
        [.. name.ToLowerInvariant().Split('-').Select(key => OtherNames.GetValueOrDefault(key, key))];
}
