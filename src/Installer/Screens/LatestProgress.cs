using Domar.HostTools.Steps;
using Domar.Installer.Screens.Models;

namespace Domar.Installer.Screens;

/// <summary>Keeps the newest progress until the screen has time for it, and writes the log.</summary>
/// <param name="log">The log.</param>
internal sealed class LatestProgress(LogModel log) : IStepObserver
{
    private StepProgress? _latest;

    /// <summary>The newest; null when nothing is new.</summary>
    public StepProgress? Take() => Interlocked.Exchange(ref _latest, null);

    /// <inheritdoc/>
    public void OnProgress(StepProgress progress) => Interlocked.Exchange(ref _latest, progress);

    /// <inheritdoc/>
    public void OnLine(string line) => log.Add(line);
}
