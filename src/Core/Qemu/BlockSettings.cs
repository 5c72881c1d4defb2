namespace Domar.Core.Qemu;

/// <summary>How a disk is opened: cache, asynchronous I/O, discard. The same for every node of its graph.</summary>
internal sealed record BlockSettings
{
    /// <summary>Past the host's page cache.</summary>
    public required bool IsDirect { get; init; }

    /// <summary>Whether the guest's flushes are dropped (<c>cache=unsafe</c>).</summary>
    public required bool IgnoresFlush { get; init; }

    public required string Aio { get; init; }

    public required bool IsReadOnly { get; init; }

    /// <summary>on, unmap, off; null for CD drives, which are never written.</summary>
    public string? DetectZeroes { get; init; }

    public bool Discards { get; init; }

    public bool KeepsDiscardedClusters { get; init; }

    /// <summary>Size to cut a raw volume to, since firmware wants its variable store of exactly one size; null to leave it.</summary>
    public long? RawSizeBytes { get; init; }

    public static BlockSettings Choose(PlanContext context, DriveConfig drive, ResolvedVolume volume)
    {
        var isFirmware = drive.Bus == "efidisk";
        var isDirect = drive.Cache switch
        {
            _ when volume.LacksDirectIo => false,
            "none" or "directsync" => true,
            null => !drive.IsCdrom && !isFirmware && !volume.PrefersHostCache,
            _ => false,
        };
        var aio = drive.Options["aio"] ?? DefaultAio(context.Host, volume, isDirect);
        if (aio == "native" && !isDirect)
        {
            throw new PlanException(volume.LacksDirectIo
                ? $"{drive.Key} has aio=native, which the file system of '{volume.Name}' does not offer. Remove 'aio'."
                : $"{drive.Key} has aio=native, which works only past the host's cache. Add cache=none or cache=directsync to it, or remove 'aio'.");
        }

        if (aio == "io_uring" && !context.Host.Qemu.HasIoUring)
        {
            throw new PlanException($"{drive.Key} has aio=io_uring, which node '{context.Host.NodeName}' does not offer. Remove 'aio', or use aio=threads.");
        }

        return new BlockSettings
        {
            IsDirect = isDirect,
            IgnoresFlush = drive.Cache == "unsafe",
            Aio = aio,
            IsReadOnly = drive.IsCdrom || volume.IsReadOnly || context.IsTemplate || drive.Options.GetBoolean("ro") == true,
            DetectZeroes = drive.IsCdrom ? null
                : drive.Options.GetBoolean("detect_zeroes") == false ? "off"
                : drive.Discards ? "unmap" : "on",
            Discards = drive.Discards,
            KeepsDiscardedClusters = context.Host.Qemu.HasDiscardNoUnref,
            RawSizeBytes = isFirmware ? FirmwarePlanner.VariablesSize(context, drive) : null,
        };
    }

    public static string DefaultAio(HostFacts host, ResolvedVolume volume, bool isDirect)
    {
        var mayUseIoUring = host.Qemu.HasIoUring && (volume.IoUring == IoUringUse.Always || (volume.IoUring == IoUringUse.DirectOnly && isDirect));
        return mayUseIoUring ? "io_uring" : isDirect ? "native" : "threads";
    }

    public BlockNode Apply(BlockNode node) => ApplyDiscard(node.Set(w =>
    {
        w.WriteStartObject("cache");
        w.WriteBoolean("direct", IsDirect);
        w.WriteBoolean("no-flush", IgnoresFlush);
        w.WriteEndObject();
    })).Set("read-only", IsReadOnly);

    public BlockNode ApplyDiscard(BlockNode node) =>
        DetectZeroes is null ? node : node.Set("detect-zeroes", DetectZeroes).Set("discard", Discards ? "unmap" : "ignore");
}
