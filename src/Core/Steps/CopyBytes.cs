namespace Domar.Core.Steps;

/// <summary>
/// Copies a part of a file or device onto existing devices (or files), read once for all of them, and flushes them. A target that does not exist is a failure and
/// never made: a device's link that is away for a moment must not become a plain file.
/// </summary>
/// <param name="Source">Absolute path.</param>
/// <param name="LengthBytes">How much.</param>
/// <param name="Targets">Where to; each may fail on its own, and then the step fails.</param>
public sealed record CopyBytes(string Source, long LengthBytes, IReadOnlyList<CopyTarget> Targets) : Step
{
    /// <summary>Where it begins in the source.</summary>
    public long SourceOffsetBytes { get; init; }

    /// <summary>Whether each target is read back from the medium and compared.</summary>
    public bool Verify { get; init; }

    /// <inheritdoc/>
    public override long WorkBytes => LengthBytes * Targets.Count;
}
