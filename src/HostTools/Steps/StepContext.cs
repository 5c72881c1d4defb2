namespace Domar.HostTools.Steps;

/// <summary>What a step reports to while it is carried out.</summary>
/// <param name="Log">Takes a line for the log.</param>
/// <param name="Wrote">Takes the bytes that were written since the last call; from any thread.</param>
/// <param name="Comparing">Called when writing is over and reading back begins.</param>
internal sealed record StepContext(Action<string> Log, Action<long> Wrote, Action Comparing);
