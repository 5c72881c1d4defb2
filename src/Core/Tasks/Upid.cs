using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Domar.Core.Tasks;

/// <summary>
/// Unique task id in Proxmox's form: <c>UPID:node:PID:PSTART:START:type:id:user:</c>, numbers in upper-case hex of eight digits.
/// </summary>
/// <param name="Node">Node that runs the task.</param>
/// <param name="Pid">Process id of the worker (here: the daemon's).</param>
/// <param name="ProcessStart">Start time of that process in clock ticks since boot; here made unique per task by the task runner.</param>
/// <param name="StartTime">Unix time in seconds.</param>
/// <param name="Type">Kind of work, for example <c>qmstart</c>.</param>
/// <param name="Id">What it works on, for example a VMID; may be empty.</param>
/// <param name="User">Who asked, for example <c>root@pam</c>.</param>
public sealed record Upid(string Node, uint Pid, uint ProcessStart, uint StartTime, string Type, string Id, string User)
{
    // Together with a node name of 63 characters and the numbers, the text form stays below the 255 bytes that a file name may have.
    private const int MaxWordLength = 48;

    /// <summary>
    /// Makes a text fit to be one of the words of a task id, which name files: at most 48 characters; what is neither a letter, a digit
    /// nor one of <c>-_.@!+</c> becomes <c>_</c>.
    /// </summary>
    public static string ToWord(string text)
    {
        var word = text.Length <= MaxWordLength ? text : text[..MaxWordLength];
        return IsWord(word) ? word : string.Concat(word.Select(c => IsWordCharacter(c) ? c : '_'));
    }

    /// <summary>Reads the text form; false when it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Upid? upid)
    {
        upid = null;
        var parts = text?.Split(':');
        if (parts is not ["UPID", { Length: > 0 } node, var pid, var processStart, var start, { Length: > 0 } type, var id, { Length: > 0 } user, ""] ||
            !TryHex(pid, out var pidValue) || !TryHex(processStart, out var processStartValue) || !TryHex(start, out var startValue) ||
            !IsWord(node) || !IsWord(type) || !IsWord(id) || !IsWord(user))
        {
            return false;
        }

        upid = new Upid(node, pidValue, processStartValue, startValue, type, id, user);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"UPID:{Node}:{Pid:X8}:{ProcessStart:X8}:{StartTime:X8}:{Type}:{Id}:{User}:");

    private static bool TryHex(string text, out uint value)
    {
        value = 0;
        return text.Length is 8 or 9 && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    // Task ids name files: nothing that could leave the folder.
    private static bool IsWord(string text)
    {
        foreach (var c in text)
        {
            if (!IsWordCharacter(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@' or '!' or '+';
}
