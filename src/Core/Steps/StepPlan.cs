namespace Domar.Core.Steps;

/// <summary>All that will be done, in order.</summary>
/// <param name="Groups">Groups of steps.</param>
public sealed record StepPlan(IReadOnlyList<StepGroup> Groups)
{
    /// <summary>The steps of all groups, in order.</summary>
    public IEnumerable<Step> Steps => Groups.SelectMany(static group => group.Steps);

    /// <summary>Bytes that it writes, as far as known.</summary>
    public long WorkBytes => Steps.Sum(static step => step.WorkBytes);
}
