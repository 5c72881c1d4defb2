namespace Domar.HostTools.Steps;

/// <summary>Who watches a plan being carried out.</summary>
public interface IStepObserver
{
    /// <summary>A step begins, or its copy has got on (ten times a second at most), or all is done.</summary>
    void OnProgress(StepProgress progress);

    /// <summary>A line for the log: each step, each command, what it printed, how long it took. It has no control characters but tabs, and no time: whoever keeps it puts that before it.</summary>
    void OnLine(string line);
}
