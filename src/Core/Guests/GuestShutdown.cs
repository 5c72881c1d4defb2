using Domar.Core.Primitives;

namespace Domar.Core.Guests;

/// <summary>One guest that is asked to shut down with its node.</summary>
/// <param name="Id">The guest.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Timeout">How long it may take; after that it is stopped.</param>
public sealed record GuestShutdown(GuestId Id, GuestKind Kind, TimeSpan Timeout);
