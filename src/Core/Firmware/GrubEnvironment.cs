using System.Text;

namespace Domar.Core.Firmware;

/// <summary>
/// GRUB's environment block: 1024 bytes that GRUB can change in place, without knowing the file system (GRUB manual, "The GRUB environment block";
/// grub-core/lib/envblk.c). Here: a first line that says what it is, <c>name=value</c> lines, and <c>#</c> up to the end.
/// </summary>
public sealed class GrubEnvironment
{
    /// <summary>Size of a block, in bytes.</summary>
    public const int SizeBytes = 1024;

    /// <summary>All variables must lie within this, one sector: a disk writes it whole or not at all.</summary>
    public const int SectorBytes = 512;

    /// <summary>The variable that shows that a block was written to its end: always the last one.</summary>
    public const string WholeName = "whole";

    private const string Signature = "# GRUB Environment Block\n";
    private const string Yes = "yes";

    private GrubEnvironment(IReadOnlyList<KeyValuePair<string, string>> variables) => Variables = variables;

    /// <summary>The variables, in the block's order, each name once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; }

    /// <summary>Whether it counts: <c>whole=yes</c> is its last variable.</summary>
    public bool IsWhole => Variables is [.., (WholeName, Yes)];

    /// <summary>The value of a variable; null when it is not there.</summary>
    /// <param name="name">Name of the variable.</param>
    public string? this[string name] => Variables.FirstOrDefault(pair => pair.Key == name).Value;

    /// <summary>A whole block with these variables and <c>whole=yes</c> after them.</summary>
    /// <param name="variables">Names (letters, digits, underscores) and values (printable ASCII), each name once.</param>
    /// <exception cref="ArgumentException">A name or value cannot be written, or they do not fit into one sector.</exception>
    public static GrubEnvironment Of(params IReadOnlyList<KeyValuePair<string, string>> variables)
    {
        var all = new List<KeyValuePair<string, string>>(variables) { new(WholeName, Yes) };
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in all)
        {
            if (!IsName(name) || !names.Add(name) || value.Any(static c => c is < ' ' or > '~'))
            {
                throw new ArgumentException($"variable '{name}' cannot be in a GRUB environment block", nameof(variables));
            }
        }

        var result = new GrubEnvironment(all);
        return result.Lines().Length <= SectorBytes ? result : throw new ArgumentException("the variables do not fit into one sector", nameof(variables));
    }

    /// <summary>The content of <c>good.env</c>.</summary>
    /// <param name="slot">The slot that is known to work.</param>
    public static GrubEnvironment Good(FirmwareSlot slot) => Of(Pair("slot", Word(slot)));

    /// <summary>The content of <c>trial.env</c>.</summary>
    /// <param name="slot">The slot on trial; null for none.</param>
    /// <param name="tries">How many starts it has left, 0 to 3; 0 when there is no trial, or when it failed.</param>
    public static GrubEnvironment Trial(FirmwareSlot? slot, int tries) => tries is < 0 or > 3 || (slot is null && tries != 0)
        ? throw new ArgumentOutOfRangeException(nameof(tries), tries, "a trial has 0 to 3 starts left, and no trial has none")
        : Of(Pair("slot", slot is { } one ? Word(one) : "none"), Pair("tries", tries.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>
    /// Reads a block as GRUB does, but for one thing: lines that are no assignment, which GRUB passes over, make it unreadable, because a block half overwritten has
    /// them. Null when GRUB or this cannot read it. A block that is not <see cref="IsWhole"/> is read too, and the caller decides.
    /// </summary>
    /// <param name="block">The file's bytes.</param>
    public static GrubEnvironment? TryParse(ReadOnlySpan<byte> block)
    {
        if (block.Length != SizeBytes || !block.StartsWith(Encoding.ASCII.GetBytes(Signature)) || block.ContainsAnyExceptInRange((byte)'\n', (byte)'~'))
        {
            return null;
        }

        var lines = Encoding.ASCII.GetString(block).Split('\n');

        // The last line is the filling. Without it GRUB finds no room, and calls the block malformed.
        if (lines[^1].Any(static c => c != '#'))
        {
            return null;
        }

        var variables = new List<KeyValuePair<string, string>>();
        foreach (var line in Unfold(lines[..^1]))
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !IsName(line[..equals]) || variables.Any(pair => pair.Key == line[..equals]))
            {
                return null;
            }

            variables.Add(new(line[..equals], Unescape(line[(equals + 1)..])));
        }

        return new GrubEnvironment(variables);
    }

    /// <summary>The block: 1024 characters, all of them ASCII.</summary>
    public string Format() => Lines().PadRight(SizeBytes, '#');

    /// <summary>The block's bytes.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(Format());

    private static KeyValuePair<string, string> Pair(string name, string value) => new(name, value);

    private static string Word(FirmwareSlot slot) => slot == FirmwareSlot.A ? "a" : "b";

    private static bool IsName(string text) => text.Length > 0 && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>Joins lines whose end is escaped: a value may go on in the next line.</summary>
    private static IEnumerable<string> Unfold(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            while (line.Length > 0 && line[0] != '#' && EndsInEscape(line) && i + 1 < lines.Length)
            {
                line += "\n" + lines[++i];
            }

            yield return line;
        }
    }

    private static bool EndsInEscape(string line) => (line.Length - line.TrimEnd('\\').Length) % 2 != 0;

    private static string Unescape(string value)
    {
        var result = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length)
            {
                i++;
            }

            result.Append(value[i]);
        }

        return result.ToString();
    }

    private string Lines()
    {
        var result = new StringBuilder(Signature);
        foreach (var (name, value) in Variables)
        {
            result.Append(name).Append('=').Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\\n", StringComparison.Ordinal)).Append('\n');
        }

        return result.ToString();
    }
}
