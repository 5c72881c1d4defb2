using Domar.Core.Primitives;

namespace Domar.Core.Guests;

/// <summary>One start in the sequence of a node's guests.</summary>
/// <param name="Id">The guest.</param>
/// <param name="Kind">What it is.</param>
/// <param name="DelayAfter">How long to wait after it runs before the next one starts; zero for the last.</param>
public sealed record GuestStart(GuestId Id, GuestKind Kind, TimeSpan DelayAfter);
