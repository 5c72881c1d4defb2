namespace Domar.Core.Firmware;

/// <summary>What <c>trial.env</c> says.</summary>
/// <param name="Slot">The slot on trial; null for none.</param>
/// <param name="Tries">Starts that it has left, from 3 to 0. A slot with 0 has failed, or is running its last try.</param>
public sealed record TrialMark(FirmwareSlot? Slot, int Tries)
{
    /// <summary>How many starts a new image gets.</summary>
    public const int MaxTries = 3;

    /// <summary>No trial.</summary>
    public static TrialMark None { get; } = new(null, 0);

    /// <summary>Whether GRUB would start the slot for one of its tries.</summary>
    public bool IsPending => Slot is not null && Tries > 0;

    /// <summary>Whether its starts are used up.</summary>
    public bool IsUsedUp => Slot is not null && Tries == 0;
}
