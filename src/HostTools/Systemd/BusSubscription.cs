namespace Domar.HostTools.Systemd;

/// <summary>Signals that somebody wants.</summary>
/// <param name="Rule">Match rule of the D-Bus specification.</param>
/// <param name="Handle">Called for every signal of the connection, on the loop's thread; looks itself whether the signal is meant.</param>
internal sealed record BusSubscription(string Rule, Action<MessageReader> Handle);
