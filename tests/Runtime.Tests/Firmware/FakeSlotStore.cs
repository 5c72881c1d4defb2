using Domar.Core.Firmware;
using Domar.HostTools.Firmware;

namespace Domar.Runtime.Tests.Firmware;

/// <summary>Boot disks in memory. Keeps what was done, in order.</summary>
internal sealed class FakeSlotStore : ISlotStore
{
    public static readonly RootConf Old = Conf("0.1.0", 'a');

    public static readonly RootConf New = Conf("0.2.0", 'b');

    public List<BootDisk> Disks { get; } = [];

    /// <summary>What happened: <c>0 good.env b</c>, <c>check B 0</c>.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Disks whose environment files cannot be written.</summary>
    public HashSet<int> ReadOnlyDisks { get; } = [];

    /// <summary>Disks whose root images are damaged.</summary>
    public HashSet<int> DamagedDisks { get; } = [];

    public static RootConf Conf(string version, char digit, string variant = "default") => RootConf.TryParse(
        $"version={version}\nvariant={variant}\nid={new string(digit, 16)}\nhash={new string(digit, 64)}\nsalt=00\nblocks=2\nsize=16384\n", out _)!;

    public FakeSlotStore With(FirmwareSlot? good, TrialMark? trial, RootConf? slotA, RootConf? slotB)
    {
        var number = Disks.Count;
        Disks.Add(new BootDisk(number, "sd" + (char)('a' + number)) { Environment = new(good, trial), SlotA = slotA, SlotB = slotB });
        return this;
    }

    public void Put(FirmwareSlot slot, RootConf image)
    {
        for (var i = 0; i < Disks.Count; i++)
        {
            Disks[i] = slot == FirmwareSlot.A ? Disks[i] with { SlotA = image } : Disks[i] with { SlotB = image };
        }
    }

    public Task<SlotStatus> ReadAsync(RunningFirmware running, CancellationToken cancellationToken) => Task.FromResult(new SlotStatus(running, [.. Disks]));

    public IReadOnlyList<SlotTarget> Targets(string installation, FirmwareSlot slot) => [.. Disks.Select(disk => new SlotTarget(disk.Number, $"/dev/{disk.Name}-boot{slot}", $"/dev/{disk.Name}-root{slot}"))];

    public Task<IReadOnlyList<string>> WriteAsync(string installation, IReadOnlyList<EnvironmentWrite> writes, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var write in writes)
        {
            if (ReadOnlyDisks.Contains(write.Disk))
            {
                if (!problems.Exists(problem => problem.StartsWith($"Disk {write.Disk}:", StringComparison.Ordinal)))
                {
                    problems.Add($"Disk {write.Disk}: {write.FileName} cannot be written: read-only file system.");
                }

                continue;
            }

            var at = Disks.FindIndex(disk => disk.Number == write.Disk);
            Disks[at] = Disks[at] with { Environment = Disks[at].Environment!.After(write) };
            Events.Add($"{write.Disk} {write.FileName} {(write.Good is { } good ? good.Word() : $"{write.Trial!.Slot?.Word() ?? "none"} {write.Trial.Tries}")}");
        }

        return Task.FromResult<IReadOnlyList<string>>(problems);
    }

    public Task<bool> IsWholeAsync(
        string installation, FirmwareSlot slot, int disk, RootConf image, Action<double>? onProgress, CancellationToken cancellationToken)
    {
        Events.Add($"check {slot} {disk}");
        onProgress?.Invoke(1);
        return Task.FromResult(!DamagedDisks.Contains(disk));
    }
}
