namespace Domar.Bench;

/// <summary>One thing measured.</summary>
/// <param name="Id">Its name in the JSON.</param>
/// <param name="Title">Its name in the table.</param>
/// <param name="Unit">ms, s or MB.</param>
/// <param name="Domar">Domar's figure.</param>
/// <param name="Peer">The peer's in the same run; null without one.</param>
/// <param name="AtMost">Bar on Domar's figure; null for none.</param>
/// <param name="RatioAtMost">Bar on Domar's figure over the peer's; null for none.</param>
internal sealed record Figure(string Id, string Title, string Unit, double Domar, double? Peer = null, double? AtMost = null, double? RatioAtMost = null)
{
    /// <summary>Domar's over the peer's.</summary>
    public double? Ratio => Peer is > 0 ? Domar / Peer : null;

    /// <summary>Whether the bars hold; null when there is none, or the peer that it needs is missing.</summary>
    public bool? Holds =>
        Domar > AtMost || Ratio > RatioAtMost ? false :
        (AtMost, RatioAtMost) == (null, null) || (RatioAtMost is not null && Ratio is null) ? null : true;

    /// <summary>The bars as text.</summary>
    public string Bar => string.Join(", ", new[] { AtMost is { } most ? $"{most:0.#} {Unit}" : null, RatioAtMost is { } ratio ? $"{ratio:0.###} x" : null }.OfType<string>());
}
