namespace Domar.Image.Tests.Harness;

/// <summary>
/// What a disk with a write cache has on it when its power is cut: all that came before the last flush, and of what came after it a part that
/// nobody can foretell, in which a write may be cut off at a sector.
/// </summary>
/// <param name="Kept">Requests since the last flush that came through whole.</param>
/// <param name="Torn">Those of which a part came through.</param>
/// <param name="Lost">Those of which nothing is there.</param>
internal sealed record PowerCut(int Kept, int Torn, int Lost)
{
    private const int SectorSize = 512;

    /// <summary>Makes of a disk as it was when the recording began the disk of the moment of the cut.</summary>
    /// <param name="log">What was done to it.</param>
    /// <param name="answered">How many requests were answered before the cut.</param>
    /// <param name="random">Decides what comes through of those since the last flush.</param>
    /// <param name="disk">The disk, raw.</param>
    public static PowerCut Replay(WriteLog log, int answered, Random random, Stream disk)
    {
        var (kept, torn, lost) = (0, 0, 0);
        var safe = answered;
        while (safe > 0 && log.Entries[safe - 1].Kind is not WriteKind.Flush)
        {
            safe--;
        }

        for (var index = 0; index < answered; index++)
        {
            var entry = log.Entries[index];
            var length = index < safe || entry.IsForced ? entry.Length : Survives(entry, random);
            log.Apply(entry, disk, length);
            if (index >= safe)
            {
                (kept, torn, lost) = length == entry.Length ? (kept + 1, torn, lost) : length > 0 ? (kept, torn + 1, lost) : (kept, torn, lost + 1);
            }
        }

        return new PowerCut(kept, torn, lost);
    }

    private static long Survives(WriteLogEntry entry, Random random) => random.Next(5) switch
    {
        0 or 1 => entry.Length,
        2 or 3 => 0,
        _ => random.NextInt64(0, entry.Length / SectorSize) * SectorSize,
    };
}
