namespace Domar.Core.Firmware;

/// <summary>All that is known of the slots of an installation.</summary>
/// <param name="Running">The system that runs.</param>
/// <param name="Disks">The boot disks that are there, by number.</param>
public sealed record SlotStatus(RunningFirmware Running, IReadOnlyList<BootDisk> Disks)
{
    /// <summary>Environment files by disk number, of the disks whose files can be read.</summary>
    public IReadOnlyDictionary<int, BootEnvironment> Environments { get; } =
        Disks.Where(static disk => disk.Environment is not null).ToDictionary(static disk => disk.Number, static disk => disk.Environment!);

    /// <summary>Whether the running slot is on trial still.</summary>
    public bool IsOnTrial => SlotPolicy.IsOnTrial(Running, [.. Environments.Values]);

    /// <summary>The slot that failed its trial; null when there is none.</summary>
    public FirmwareSlot? FailedSlot => SlotPolicy.FailedSlot(Running.Slot, [.. Environments.Values]);

    /// <summary>The image of a slot, when all disks have the same; null when it is not whole on a disk, or differs.</summary>
    public RootConf? Image(FirmwareSlot slot) => Disks.Select(disk => disk.Image(slot)).Distinct().ToList() is [{ } one] ? one : null;

    /// <summary>What the next start takes, by disk; one entry when all disks agree on it.</summary>
    public IReadOnlyList<SlotChoice> Choices => [.. Environments.OrderBy(static pair => pair.Key).Select(static pair => SlotPolicy.Next(pair.Value)).Distinct()];

    /// <summary>What is not as it should be, for people.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            var result = new List<string>();
            foreach (var disk in Disks)
            {
                result.AddRange(disk.Problems.Select(problem => $"Disk {disk.Number} ({disk.Name}): {problem}"));
                if (disk.Environment is { Good: null })
                {
                    result.Add($"Disk {disk.Number} ({disk.Name}): {BootEnvironment.GoodFile} does not count (it was cut while it was written, or is damaged).");
                }

                if (disk.Environment is { Trial: null })
                {
                    result.Add($"Disk {disk.Number} ({disk.Name}): {BootEnvironment.TrialFile} does not count (it was cut while it was written, or is damaged).");
                }
            }

            if (Choices.Select(static choice => choice.Slot).Distinct().Count() > 1)
            {
                result.Add("The disks do not agree on the slot that starts. It is put right two minutes after a start.");
            }

            foreach (var slot in (FirmwareSlot[])[FirmwareSlot.A, FirmwareSlot.B])
            {
                if (Disks.Select(disk => disk.Image(slot)).Distinct().Count() > 1)
                {
                    result.Add($"Slot {slot} is not the same on all disks. Write it again with 'domar firmware install'.");
                }
            }

            return result;
        }
    }

    /// <summary>Why an image cannot be written now, for people; null when it can.</summary>
    public string? WhyNoInstall() => Disks switch
    {
        [] => "no boot disk of this installation was found. 'domar report' shows what is there.",
        _ when IsOnTrial => $"slot {Running.Slot} runs on trial, and the other slot is the way back. It is marked good about two minutes after the start; try again then.",
        _ when Disks.FirstOrDefault(static disk => disk.Environment is null) is { } disk =>
            $"disk {disk.Number} ({disk.Name}) cannot be read: {string.Join(' ', disk.Problems)} Replace or remove it first: an image must be the same on all disks.",
        _ => null,
    };

    /// <summary>Why the other slot cannot be made the one that starts, for people; null when it can.</summary>
    public string? WhyNoRollback() => Disks switch
    {
        [] => "no boot disk of this installation was found. 'domar report' shows what is there.",
        _ when Running.Slot is not { } slot => "it is not known which slot runs.",
        _ when Environments.Count == 0 => "no disk's environment files can be read.",
        _ when Disks.FirstOrDefault(disk => disk.Image(Running.Slot!.Value.Other()) is null) is { } disk =>
            $"slot {Running.Slot!.Value.Other()} is not whole on disk {disk.Number} ({disk.Name}): writing it was cut. Write it with 'domar firmware install FILE'.",
        _ => null,
    };
}
