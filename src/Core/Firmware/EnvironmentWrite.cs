namespace Domar.Core.Firmware;

/// <summary>One write of one environment file on one disk.</summary>
public sealed record EnvironmentWrite
{
    private EnvironmentWrite(int disk) => Disk = disk;

    /// <summary>Number of the disk within the installation.</summary>
    public int Disk { get; }

    /// <summary>What <c>good.env</c> becomes; null when this is a write of <c>trial.env</c>.</summary>
    public FirmwareSlot? Good { get; private init; }

    /// <summary>What <c>trial.env</c> becomes; null when this is a write of <c>good.env</c>.</summary>
    public TrialMark? Trial { get; private init; }

    /// <summary>Name of the file.</summary>
    public string FileName => Good is null ? BootEnvironment.TrialFile : BootEnvironment.GoodFile;

    /// <summary>A write of <c>good.env</c>.</summary>
    public static EnvironmentWrite OfGood(int disk, FirmwareSlot slot) => new(disk) { Good = slot };

    /// <summary>A write of <c>trial.env</c>.</summary>
    public static EnvironmentWrite OfTrial(int disk, TrialMark trial) => new(disk) { Trial = trial };

    /// <summary>The file's content.</summary>
    public byte[] ToBytes() => (Good is { } slot ? GrubEnvironment.Good(slot) : GrubEnvironment.Trial(Trial!.Slot, Trial.Tries)).ToBytes();
}
