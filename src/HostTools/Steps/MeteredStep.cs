namespace Domar.HostTools.Steps;

/// <summary>A step that is being carried out, as <see cref="StepMeter"/> counts it.</summary>
/// <param name="progress">What is told of it; bytes are filled in then.</param>
/// <param name="work">Bytes that it writes.</param>
/// <param name="isBeside">Whether it is not of the main line.</param>
internal sealed class MeteredStep(StepProgress progress, long work, bool isBeside)
{
    public StepProgress Progress { get; set; } = progress;

    public long Work => work;

    public long Done { get; set; }

    public bool IsBeside => isBeside;
}
