namespace Domar.Core.Steps;

/// <summary>Steps that are one thing to a person who watches: <c>Partition the disks</c>.</summary>
/// <param name="Title">For people.</param>
/// <param name="Steps">In order.</param>
public sealed record StepGroup(string Title, IReadOnlyList<Step> Steps)
{
    /// <summary>
    /// Whether it is carried out beside the groups after it, as it neither needs them nor is needed by them: up to the next group that waits
    /// (<see cref="WaitsForOthers"/>), or the end of the plan.
    /// </summary>
    public bool IsBeside { get; init; }

    /// <summary>Whether it begins only when all before it are done, also those beside.</summary>
    public bool WaitsForOthers { get; init; }
}
