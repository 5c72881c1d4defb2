namespace Domar.HostTools.Steps;

/// <summary>A plan was cancelled while it was carried out, and what could be undone was undone.</summary>
/// <param name="number">Number of the step that was not carried out, or not to its end; from 1.</param>
/// <param name="count">Number of steps.</param>
/// <param name="text">What the step does.</param>
/// <param name="undo">What was undone.</param>
/// <param name="token">The token.</param>
public sealed class StepsCancelledException(int number, int count, string text, StepUndoReport undo, CancellationToken token)
    : OperationCanceledException($"Cancelled at step {number} of {count}: {text}. {undo}".TrimEnd(), token)
{
    /// <summary>Number of the step, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>Number of steps.</summary>
    public int Count { get; } = count;

    /// <summary>What the step does.</summary>
    public string StepText { get; } = text;

    /// <summary>What was undone, and what could not be.</summary>
    public StepUndoReport Undo { get; } = undo;
}
