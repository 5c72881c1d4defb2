namespace Domar.Runtime.Guests;

/// <summary>A request that cannot be granted. Nothing was changed. The message says what, why, and what to do.</summary>
/// <param name="reason">What kind of refusal it is.</param>
/// <param name="message">Text for people.</param>
/// <param name="parameters">For <see cref="RefusalReason.BadParameter"/>: what is wrong with which parameter; null otherwise.</param>
/// <param name="inner">The cause, where there is one.</param>
internal sealed class RequestRefusedException(
    RefusalReason reason, string message, IReadOnlyDictionary<string, string>? parameters = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of refusal it is.</summary>
    public RefusalReason Reason { get; } = reason;

    /// <summary>Problems by parameter; empty when none is at fault.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; } = parameters ?? new Dictionary<string, string>();
}
