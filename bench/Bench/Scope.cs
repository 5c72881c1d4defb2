namespace Domar.Bench;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">Starts, and runs of a list, whose median counts.</param>
/// <param name="Guests">Running guests.</param>
/// <param name="Stopped">Stopped guests besides, for the long list.</param>
internal sealed record Scope(int Rounds, int Guests, int Stopped)
{
    /// <summary>What the bars are about.</summary>
    public static readonly Scope Full = new(15, 100, 1000);

    /// <summary>The way through, in a minute.</summary>
    public static readonly Scope Quick = new(3, 4, 10);

    /// <summary>Whether the figures are to be taken seriously.</summary>
    public bool IsFull => this == Full;
}
