using System.Text.RegularExpressions;

namespace Domar.Image.Tests.Harness;

/// <summary>The boot menu of the medium, worked by keys on the serial line.</summary>
internal static partial class BootMenu
{
    private const string Down = "\u001b[B";

    // Of GRUB's editor.
    private const string NextLine = "\u000e";
    private const string LineEnd = "\u0005";
    private const string Backspace = "\b";
    private const string Start = "\u0018";

    /// <summary>Waits for the menu and chooses an entry at or below the one that is marked.</summary>
    /// <param name="machine">A machine that boots the medium.</param>
    /// <param name="entry">How the entry's title begins.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task ChooseAsync(Machine machine, string entry, CancellationToken cancellationToken)
    {
        await MarkAsync(machine, entry, cancellationToken);
        await machine.Serial.TypeAsync("\r", cancellationToken);
    }

    /// <summary>The same, and adds arguments to the kernel's command line before it is started: key e.</summary>
    /// <param name="machine">A machine that boots the medium.</param>
    /// <param name="entry">How the entry's title begins; its command line is the last thing in its first line, in quotes.</param>
    /// <param name="arguments">What to add.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task ChooseWithAsync(Machine machine, string entry, string arguments, CancellationToken cancellationToken)
    {
        await MarkAsync(machine, entry, cancellationToken);
        await machine.Serial.TypeAsync("e", cancellationToken);
        await machine.Serial.WaitForAsync("Ctrl-x", cancellationToken: cancellationToken);

        // The entry's title has a line of its own, and the one after it is empty.
        await machine.Serial.TypeAsync($"{NextLine}{NextLine}{LineEnd}{Backspace} {arguments}\"{Start}", cancellationToken);
    }

    private static async Task MarkAsync(Machine machine, string entry, CancellationToken cancellationToken)
    {
        var menu = await machine.Serial.WaitForAsync("executed automatically in", cancellationToken: cancellationToken);
        var marked = Marked().Matches(menu)[^1].Groups[1].Value;

        // The first key stops the countdown; the line that it marks is drawn again, with a star.
        while (!marked.StartsWith(entry, StringComparison.Ordinal))
        {
            var above = marked;
            await machine.Serial.TypeAsync(Down, cancellationToken);
            marked = (await machine.Serial.WaitForAsync(Marked(), cancellationToken: cancellationToken)).Groups[1].Value;
            if (marked == above)
            {
                throw new BootFailedException($"The menu has no entry '{entry}' at or below the one that was marked; its last is '{marked}'.");
            }
        }
    }

    // A line that GRUB marks begins with a star; only with its end has it arrived whole.
    [GeneratedRegex(@"\*(\w[^\n|]*?) *[\n|]")]
    internal static partial Regex Marked();
}
