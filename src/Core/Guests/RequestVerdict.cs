namespace Domar.Core.Guests;

/// <summary>What becomes of a request.</summary>
public abstract record RequestVerdict
{
    private protected RequestVerdict()
    {
    }
}

/// <summary>It is carried out, after what runs already.</summary>
public sealed record Queued : RequestVerdict;

/// <summary>What runs is cancelled, and then it is carried out.</summary>
public sealed record Preempts : RequestVerdict;

/// <summary>What it wants is so already; it succeeds and nothing is done.</summary>
/// <param name="Reason">Why, for the task's log.</param>
public sealed record Ignored(string Reason) : RequestVerdict;

/// <summary>It cannot be done.</summary>
/// <param name="Reason">Why, and what to do; follows the guest's name in a sentence.</param>
public sealed record Denied(string Reason) : RequestVerdict;
