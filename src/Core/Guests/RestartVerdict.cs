namespace Domar.Core.Guests;

/// <summary>What becomes of a guest whose run has ended.</summary>
public abstract record RestartVerdict
{
    private protected RestartVerdict()
    {
    }
}

/// <summary>It stays as it is, and that is as it should be.</summary>
public sealed record StaysStopped : RestartVerdict;

/// <summary>It starts again.</summary>
/// <param name="Delay">After this time.</param>
public sealed record Restarts(TimeSpan Delay) : RestartVerdict;

/// <summary>It does not start again by itself.</summary>
/// <param name="Reason">Why, and what to do; follows the guest's name in a sentence.</param>
public sealed record StaysFailed(string Reason) : RestartVerdict;
