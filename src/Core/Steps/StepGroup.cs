namespace Domar.Core.Steps;

/// <summary>Steps that are one thing to a person who watches: <c>Partition the disks</c>.</summary>
/// <param name="Title">For people.</param>
/// <param name="Steps">In order.</param>
public sealed record StepGroup(string Title, IReadOnlyList<Step> Steps);
