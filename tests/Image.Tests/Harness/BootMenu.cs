using System.Text.RegularExpressions;

namespace Domar.Image.Tests.Harness;

/// <summary>The boot menu of the medium, worked by keys on the serial line.</summary>
internal static partial class BootMenu
{
    private const string Down = "\u001b[B";

    /// <summary>Waits for the menu and chooses an entry at or below the one that is marked.</summary>
    /// <param name="machine">A machine that boots the medium.</param>
    /// <param name="entry">How the entry's title begins.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task ChooseAsync(Machine machine, string entry, CancellationToken cancellationToken)
    {
        var menu = await machine.Serial.WaitForAsync("executed automatically in", cancellationToken: cancellationToken);
        var marked = Marked().Matches(menu)[^1].Groups[1].Value;

        // The first key stops the countdown; the line that it marks is drawn again, with a star.
        while (!marked.StartsWith(entry, StringComparison.Ordinal))
        {
            await machine.Serial.TypeAsync(Down, cancellationToken);
            marked = (await machine.Serial.WaitForAsync(Marked(), cancellationToken: cancellationToken)).Groups[1].Value;
        }

        await machine.Serial.TypeAsync("\r", cancellationToken);
    }

    // A line that GRUB marks begins with a star.
    [GeneratedRegex(@"\*(\w[^\r\n|]*)")]
    private static partial Regex Marked();
}
