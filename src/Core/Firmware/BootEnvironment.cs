using System.Globalization;

namespace Domar.Core.Firmware;

/// <summary>The two environment files of one boot disk, each valid or not on its own.</summary>
/// <param name="Good">The slot of <c>good.env</c>; null when the file does not count (missing, torn, without <c>whole=yes</c>).</param>
/// <param name="Trial">What <c>trial.env</c> says; null when the file does not count.</param>
public sealed record BootEnvironment(FirmwareSlot? Good, TrialMark? Trial)
{
    /// <summary>Name of the file with the slot that is known to work, in <see cref="Folder"/>.</summary>
    public const string GoodFile = "good.env";

    /// <summary>Name of the file with the slot on trial, in <see cref="Folder"/>.</summary>
    public const string TrialFile = "trial.env";

    /// <summary>Folder of both on the EFI system partition.</summary>
    public const string Folder = "domar";

    /// <summary>Whether both files count.</summary>
    public bool IsWhole => Good is not null && Trial is not null;

    /// <summary>Reads both files.</summary>
    /// <param name="good">Bytes of <c>good.env</c>; empty when it cannot be read.</param>
    /// <param name="trial">Bytes of <c>trial.env</c>; empty when it cannot be read.</param>
    public static BootEnvironment Parse(ReadOnlySpan<byte> good, ReadOnlySpan<byte> trial) => new(ParseGood(good), ParseTrial(trial));

    /// <summary>The state after a file was written.</summary>
    public BootEnvironment After(EnvironmentWrite write) => write.Good is { } slot ? this with { Good = slot } : this with { Trial = write.Trial };

    /// <summary>The state when the power is cut while a file is written: that file does not count.</summary>
    public BootEnvironment Torn(EnvironmentWrite write) => write.Good is not null ? this with { Good = null } : this with { Trial = null };

    private static FirmwareSlot? ParseGood(ReadOnlySpan<byte> bytes) =>
        GrubEnvironment.TryParse(bytes) is { IsWhole: true } block ? FirmwareSlots.TryParse(block["slot"]) : null;

    private static TrialMark? ParseTrial(ReadOnlySpan<byte> bytes)
    {
        if (GrubEnvironment.TryParse(bytes) is not { IsWhole: true } block
            || !int.TryParse(block["tries"], NumberStyles.None, CultureInfo.InvariantCulture, out var tries)
            || tries > TrialMark.MaxTries)
        {
            return null;
        }

        return FirmwareSlots.TryParse(block["slot"]) is { } slot ? new TrialMark(slot, tries) : block["slot"] == "none" && tries == 0 ? TrialMark.None : null;
    }
}
