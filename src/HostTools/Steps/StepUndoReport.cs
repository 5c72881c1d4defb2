namespace Domar.HostTools.Steps;

/// <summary>What became of the steps before a failed one.</summary>
/// <param name="Undone">Texts of the steps that were undone, in that order. Steps that have nothing to undo are not in it.</param>
/// <param name="Failed">What could not be undone: the step and the reason, a sentence each.</param>
public sealed record StepUndoReport(IReadOnlyList<string> Undone, IReadOnlyList<string> Failed)
{
    /// <summary>Nothing was done that could be undone.</summary>
    public static StepUndoReport Nothing { get; } = new([], []);

    /// <summary>In sentences, for people; empty when there was nothing to undo.</summary>
    public override string ToString() => (Undone.Count, Failed.Count) switch
    {
        (0, 0) => "",
        (_, 0) => $"Undone: {string.Join("; ", Undone)}.",
        (0, _) => $"Could not be undone: {string.Join(' ', Failed)}",
        _ => $"Undone: {string.Join("; ", Undone)}. Could not be undone: {string.Join(' ', Failed)}",
    };
}
