namespace Domar.Core.Qemu;

/// <summary>How a change of a running VM takes effect.</summary>
public abstract record HotplugPlan
{
    private protected HotplugPlan()
    {
    }
}

/// <summary>At once.</summary>
/// <param name="Steps">QMP commands in order; when one fails, the undos of those before it follow in reverse. Empty when QEMU has nothing to do.</param>
public sealed record HotplugNow(IReadOnlyList<QmpStep> Steps) : HotplugPlan
{
    /// <summary>Tap interfaces to make, or to connect anew, before the first step.</summary>
    public IReadOnlyList<TapInterface> Taps { get; init; } = [];
}

/// <summary>At the next start; until then the change is pending.</summary>
/// <param name="Reason">Why, for people.</param>
public sealed record HotplugNeedsRestart(string Reason) : HotplugPlan;
