namespace Domar.HostTools.Steps;

/// <summary>A step of a plan failed, and what could be undone of those before it was undone.</summary>
/// <param name="number">Number of the step, from 1.</param>
/// <param name="count">Number of steps.</param>
/// <param name="text">What the step does.</param>
/// <param name="reason">What the tool or the system said: one or more sentences.</param>
/// <param name="undo">What was undone.</param>
/// <param name="inner">The failure.</param>
public sealed class StepFailedException(int number, int count, string text, string reason, StepUndoReport undo, Exception? inner = null)
    : Exception($"Step {number} of {count} failed: {text}. {reason} {undo}".TrimEnd(), inner)
{
    /// <summary>Number of the step, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>Number of steps.</summary>
    public int Count { get; } = count;

    /// <summary>What the step does: <c>Write the partition table of sda</c>.</summary>
    public string StepText { get; } = text;

    /// <summary>What the tool or the system said.</summary>
    public string Reason { get; } = reason;

    /// <summary>What was undone, and what could not be.</summary>
    public StepUndoReport Undo { get; } = undo;
}
