namespace Domar.Image.Tests.Harness;

/// <summary>The boot menu of the medium, worked by keys on the serial line.</summary>
internal static class BootMenu
{
    private const string Down = "\u001b[B";

    // Below the first.
    private static readonly string[] Order = ["Install", "Rescue", "Memory test", "Boot from disk", "Restart", "Power off"];

    /// <summary>Waits for the menu and chooses an entry other than the first.</summary>
    /// <param name="machine">A machine that boots the medium.</param>
    /// <param name="entry">How the entry's title begins.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task ChooseAsync(Machine machine, string entry, CancellationToken cancellationToken)
    {
        await machine.Serial.WaitForAsync("executed automatically in", cancellationToken: cancellationToken);

        // The first key stops the countdown; the marked line begins with a star.
        foreach (var next in Order)
        {
            await machine.Serial.TypeAsync(Down, cancellationToken);
            await machine.Serial.WaitForAsync("*" + next, cancellationToken: cancellationToken);
            if (next == entry)
            {
                break;
            }
        }

        await machine.Serial.TypeAsync("\r", cancellationToken);
    }
}
