using System.Text.RegularExpressions;
using Domar.TestKit;

namespace Domar.Image.Tests.Harness;

/// <summary>Installations from the medium: unattended, as the answers on a stick say.</summary>
internal static class Installation
{
    // The bytes of four disks through an emulated machine, with another one beside it.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(20);

    // After the headline all is known, and only has to be printed.
    private static readonly TimeSpan LastWords = TimeSpan.FromMinutes(1);

    /// <summary>Begins with the options of a machine without medium: puts in the ISO and the stick.</summary>
    /// <param name="machine">Machine with its disks.</param>
    /// <param name="stick">The stick with the answers; null for none.</param>
    public static MachineOptions WithMedium(MachineOptions machine, string? stick) => machine with { Cd = DomarIso.Require(), Usb = stick };

    /// <summary>Chooses the entry of the boot menu; with a stick the installation goes on by itself.</summary>
    public static Task BeginAsync(Machine machine, CancellationToken cancellationToken) => BootMenu.ChooseAsync(machine, "Install", cancellationToken);

    /// <summary>Waits until it has succeeded and the machine is off.</summary>
    /// <exception cref="BootFailedException">It has failed; the message has the end of the console.</exception>
    public static async Task WaitForSuccessAsync(Machine machine, CancellationToken cancellationToken)
    {
        try
        {
            // Nothing that is said ends the wait, except a failure.
            await machine.Serial.WaitForAsync<string>(
                static _ => null, "the end of the installation", Deadline, [.. FailureSigns.Boot, FailureSigns.InstallationFailed, FailureSigns.NoAnswer], cancellationToken);
        }
        catch (MachineEndedException)
        {
            await machine.WaitForPowerOffAsync(cancellationToken);
        }
    }

    /// <summary>Waits until it has failed and said why.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="reason">What must be said, before the headline or after it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WaitForFailureAsync(Machine machine, Regex reason, CancellationToken cancellationToken)
    {
        var before = await machine.Serial.WaitForAsync(FailureSigns.InstallationFailed, Deadline, FailureSigns.Boot, cancellationToken);
        if (!reason.IsMatch(before))
        {
            await machine.Serial.WaitForAsync(reason, LastWords, cancellationToken: cancellationToken);
        }
    }

    /// <summary>Installs, from the medium's start to the machine's end.</summary>
    /// <param name="options">The machine without medium.</param>
    /// <param name="layout">The answers.</param>
    /// <param name="artefacts">Where what shows a failure is kept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task RunAsync(MachineOptions options, InstallLayout layout, string artefacts, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        await (layout.HasOwnStick
            ? AnswerStick.MakeExt4Async(folder["stick"], layout.Answer.ToToml(), cancellationToken)
            : AnswerStick.MakeAsync(folder["stick"], layout.Answer.ToToml(), cancellationToken));
        await using var machine = await Machine.StartAsync(WithMedium(options, folder["stick"]), cancellationToken);
        try
        {
            await BeginAsync(machine, cancellationToken);
            await WaitForSuccessAsync(machine, cancellationToken);
        }
        catch
        {
            await Artefacts.KeepAsync(machine, artefacts, 0);
            throw;
        }
    }
}
